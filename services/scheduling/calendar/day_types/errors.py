"""Refusals of day types."""

from shared.errors import Refusal


class DayTypeTaken(Refusal):
    status, code, title = 409, "day_type_taken", "Another day type has this code"
    constraints = ("uq_day_types_code",)


class NoSuchDayType(Refusal):
    status, code, title = 422, "no_such_day_type", "There is no such day type in this district"


class TooManyDayTypes(Refusal):
    status, code, title = 409, "too_many_day_types", "The district lets a school have no more day types of its own"


class DayTypeIsStandard(Refusal):
    status, code, title = 409, "day_type_is_standard", "The standard day types never change"
