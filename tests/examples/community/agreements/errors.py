"""Refusals of agreements."""

from shared.errors import Refusal


class TitleTaken(Refusal):
    status, code, title = 409, "title_taken", "Another agreement has this title"
    constraints = ("uq_agreements_title",)
