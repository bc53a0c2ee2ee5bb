"""Refusals of disclosures."""

from shared.errors import Refusal


class TooManyLines(Refusal):
    status, code, title = 422, "too_many_lines", "The file would have more lines than this call can export"
