"""Refusals of lists of organisations."""

from shared.errors import Refusal


class SheetUnreadable(Refusal):
    status, code, title = 422, "sheet_unreadable", "The file cannot be read as a list of organizations"
