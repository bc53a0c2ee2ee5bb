"""Refusals of screenings."""

from shared.errors import Refusal


class ScreeningsUnreadable(Refusal):
    status, code, title = 422, "screenings_unreadable", "The file cannot be read as screening results"


class ScreenerKnown(Refusal):
    status, code, title = 409, "screener_known", "The district has this edition of the screener already"
    constraints = ("uq_screeners_edition",)
