"""Refusals of day types."""

from shared.errors import Refusal


class DayTypeTaken(Refusal):
    status, code, title = 409, "day_type_taken", "Another day type has this code"
    constraints = ("uq_day_types_code",)


class DayTypeIsStandard(Refusal):
    status, code, title = 409, "day_type_is_standard", "The standard day types never change"
