"""This service's refusals."""

from shared.web.errors import Refusal


class PeopleOnly(Refusal):
    status, code, title = 403, "people_only", "Only people have an inbox"


class QuietWholeDay(Refusal):
    status, code, title = 422, "quiet_whole_day", "Quiet hours cannot last the whole day"


class UrgentStays(Refusal):
    status, code, title = 422, "urgent_stays", "Urgent messages cannot be kept out of the inbox"


class AudienceEmpty(Refusal):
    status, code, title = 422, "audience_empty", "This would reach nobody"


class AudienceUnknown(Refusal):
    status, code, title = 422, "audience_unknown", "The audience names schools or staff that are not there"


class AudienceTooLarge(Refusal):
    status, code, title = 422, "audience_too_large", "This would reach too many people at once"


class CountDiffers(Refusal):
    status, code, title = 409, "count_differs", "This would reach another number of people than expected"


class LinkUnknown(Refusal):
    status, code, title = 404, "link_unknown", "This link is not one of ours"


class NotRetryable(Refusal):
    status, code, title = 409, "not_retryable", "Only an e-mail that failed or was suppressed can be sent again"


class LastEventIdInvalid(Refusal):
    status, code, title = 400, "last_event_id_invalid", "The Last-Event-ID is not one this stream gave"


class TooManyStreams(Refusal):
    status, code, title = 503, "too_many_streams", "This process keeps as many streams open as it can"


class LadderInvalid(Refusal):
    status, code, title = 422, "ladder_invalid", "The rungs do not make a ladder"
