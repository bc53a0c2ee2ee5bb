"""Refusals of corrections."""

from shared.errors import Refusal


class CodeUnmapped(Refusal):
    status, code, title = 422, "attendance_code_unmapped", "Nobody has said what this attendance code means"


class NotEnrolledThen(Refusal):
    status, code, title = 409, "attendance_not_enrolled", "The student was not enrolled at the school that day"


class DayToCome(Refusal):
    status, code, title = 422, "attendance_day_to_come", "The day is yet to come"


class AlreadyReported(Refusal):
    status, code, title = 409, "attendance_already_reported", "What is reported says the same"


class CorrectionOver(Refusal):
    status, code, title = 409, "attendance_correction_over", "The correction holds no more"
