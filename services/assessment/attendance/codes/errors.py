"""Refusals of attendance codes."""

from shared.errors import Refusal


class AttendanceCodeKnown(Refusal):
    status, code, title = 409, "attendance_code_known", "The district has this attendance code already"
    constraints = ("uq_attendance_codes_folded",)
