"""Refusals of the contact log."""

from shared.errors import Refusal


class ContactAhead(Refusal):
    status, code, title = 422, "contact_ahead", "Nobody has been in touch on a day that has not come"


class NoSuchContactThere(Refusal):
    status, code, title = 422, "no_such_contact_there", "No such contact at the organization of this relationship"
    constraints = ("fk_contact_log_contact",)
