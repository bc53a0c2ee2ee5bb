"""Refusals of batches of facts."""

from shared.errors import Refusal


class BatchComplete(Refusal):
    status, code, title = 409, "indicator_batch_complete", "The batch is complete already"


class BatchPartDiffers(Refusal):
    status, code, title = 409, "indicator_part_differs", "This part of the batch was sent with other rows"


class BatchRowsMissing(Refusal):
    status, code, title = 409, "indicator_rows_missing", "The batch has not as many rows as it says"


class BatchPartsMissing(Refusal):
    status, code, title = 409, "indicator_parts_missing", "Parts of the batch are missing"


class BatchTooLarge(Refusal):
    status, code, title = 413, "indicator_batch_too_large", "The batch has more rows than one may have"


class BatchTakenBack(Refusal):
    status, code, title = 409, "indicator_batch_taken_back", "The batch was taken back"
