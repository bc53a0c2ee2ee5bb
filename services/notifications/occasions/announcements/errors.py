"""Refusals of announcements."""

from shared.errors import Refusal


class AudienceEmpty(Refusal):
    status, code, title = 422, "audience_empty", "This would reach nobody"


class AudienceUnknown(Refusal):
    status, code, title = 422, "audience_unknown", "The audience names unknown schools or staff"


class AudienceTooLarge(Refusal):
    status, code, title = 422, "audience_too_large", "This would reach too many people at once"


class CountDiffers(Refusal):
    status, code, title = 409, "count_differs", "This would reach a different number of people than expected"
