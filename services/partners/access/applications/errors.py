"""Refusals of applications."""

from shared.errors import Refusal


class NoSuchClient(Refusal):
    status, code, title = 422, "no_such_client", "There is no such machine client in this district"


class ClientTaken(Refusal):
    status, code, title = 409, "client_taken", "Another application uses this machine client"


class NoSuchScope(Refusal):
    status, code, title = 422, "no_such_scope", "There is no such scope"


#: Whose breach of a constraint is refused how.
CONFLICTS: dict[str, type[Refusal]] = {
    "uq_applications_client_id": ClientTaken,
}
