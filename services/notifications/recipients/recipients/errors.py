"""Refusals of recipients."""

from shared.errors import Refusal


class LinkUnknown(Refusal):
    status, code, title = 404, "link_unknown", "This link is not one of ours"
