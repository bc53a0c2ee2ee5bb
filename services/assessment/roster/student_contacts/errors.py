"""Refusals of contacts."""

from shared.errors import Refusal


class NoSuchContact(Refusal):
    status, code, title = 422, "no_such_contact", "The roster lists no guardian of this source id"
