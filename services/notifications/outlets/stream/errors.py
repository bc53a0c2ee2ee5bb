"""Refusals of stream."""

from shared.errors import Refusal


class LastEventIdInvalid(Refusal):
    status, code, title = 400, "last_event_id_invalid", "The Last-Event-ID is not one this stream gave"


class TooManyStreams(Refusal):
    status, code, title = 503, "too_many_streams", "This process keeps as many streams open as it can"
