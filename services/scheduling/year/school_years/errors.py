"""Refusals of school years."""

from shared.errors import Refusal


class SchoolYearTooLong(Refusal):
    status, code, title = 422, "school_year_too_long", "A school year can last at most two calendar years"


class SchoolYearsOverlap(Refusal):
    status, code, title = 422, "school_years_overlap", "Two school years would share days"


class NothingReplaced(Refusal):
    status, code, title = 422, "no_year_replaced", "A school's own year must replace one of the district's"
