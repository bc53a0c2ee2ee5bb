"""Refusals of plan templates."""

from shared.errors import Refusal


class SchoolYearMissing(Refusal):
    status, code, title = 422, "school_year_missing", "The district has no such school year"
