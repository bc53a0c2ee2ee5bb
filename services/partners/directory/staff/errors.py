"""Refusals of staff."""

from shared.errors import Refusal


class NoSuchParty(Refusal):
    status, code, title = 422, "no_such_party", "There is no such party in this district"


#: Whose breach of a constraint is refused how.
CONFLICTS: dict[str, type[Refusal]] = {
    "fk_staff_party": NoSuchParty,
}
