"""Refusals of stream."""

from shared.errors import Refusal


class LastEventIdInvalid(Refusal):
    status, code, title = 400, "last_event_id_invalid", "This stream did not issue that Last-Event-ID"


class TooManyStreams(Refusal):
    status, code, title = 503, "too_many_streams", "The service cannot open more streams"
