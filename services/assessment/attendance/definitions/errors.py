"""Refusals of definitions of absence."""

from shared.errors import Refusal


class AttendanceDefinitionFixed(Refusal):
    status, code, title = 409, "attendance_definition_fixed", "A definition that was adopted never changes"


class AnotherAdopted(Refusal):
    status, code, title = 409, "attendance_definition_adopted", "Somebody has just adopted another definition"
    constraints = ("uq_attendance_definitions_in_force",)


class BandsContradictory(Refusal):
    status, code, title = 422, "bands_contradictory", "The bands make no ladder"
