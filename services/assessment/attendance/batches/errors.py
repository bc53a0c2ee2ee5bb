"""Refusals of batches of attendance events."""

from shared.errors import Refusal


class AttendanceUnreadable(Refusal):
    status, code, title = 422, "attendance_unreadable", "The rows cannot be read"


class BatchComplete(Refusal):
    status, code, title = 409, "attendance_batch_complete", "The batch is complete already"


class BatchPartDiffers(Refusal):
    status, code, title = 409, "attendance_part_differs", "This part of the batch was sent with other rows"


class BatchRowsMissing(Refusal):
    status, code, title = 409, "attendance_rows_missing", "The batch has not as many rows as it says"


class BatchPartsMissing(Refusal):
    status, code, title = 409, "attendance_parts_missing", "Parts of the batch are missing"


class BatchTooLarge(Refusal):
    status, code, title = 413, "attendance_batch_too_large", "The batch has more rows than one may have"


class BatchTakenBack(Refusal):
    status, code, title = 409, "attendance_batch_taken_back", "The batch was taken back"


class CoverageUnclear(Refusal):
    status, code, title = 422, "attendance_coverage_unclear", "The batch does not say which school days it covers"
