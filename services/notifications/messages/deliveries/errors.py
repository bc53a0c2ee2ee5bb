"""Refusals of deliveries."""

from shared.errors import Refusal


class NotRetryable(Refusal):
    status, code, title = 409, "not_retryable", "Only an e-mail that failed or was suppressed can be sent again"
