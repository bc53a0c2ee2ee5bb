"""Refusals of applications."""

from shared.errors import Refusal


class NoSuchClient(Refusal):
    status, code, title = 422, "no_such_client", "There is no such machine client in this district"


class ClientTaken(Refusal):
    status, code, title = 409, "client_taken", "Another application uses this machine client"
    constraints = ("uq_applications_client_id",)


class DefaultTaken(Refusal):
    status, code, title = 409, "default_taken", "Another application is the district's default"
    constraints = ("uq_applications_default",)


class NoSuchScope(Refusal):
    status, code, title = 422, "no_such_scope", "There is no such scope"
