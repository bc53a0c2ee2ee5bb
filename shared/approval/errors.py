"""Refusals of approvals."""

from shared.errors import Refusal


class HashDiffers(Refusal):
    status, code, title = 409, "content_hash_differs", "The content has changed since you read it"


class OwnWork(Refusal):
    status, code, title = 403, "own_work", "You cannot approve what you worked on"
