"""What of a roster's list is brought."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from services.partners.directory.roles.catalogue import is_held
from services.partners.directory.roles.granting import (
    Grant,
    Maker,
    Source,
    Verdict,
    What,
    verdict,
)
from services.partners.directory.roles.rules import is_no_more
from services.partners.directory.roles.tables import RoleAssignmentRow, RoleRow
from services.partners.directory.roster_roles.tables import LeftOutBecause
from shared.auth import profiles
from shared.directory.starting_catalogue import STARTING

#: What a roster may bring while nobody has said.
USUAL = tuple(sorted(one.code for one in STARTING if one.code == one.profile and one.profile in profiles.SCHOOL))
SYSTEM = Maker("service:assessment", "service")

BECAUSE = {
    Verdict.TO_ONESELF: LeftOutBecause.TO_SENDER,
    Verdict.SECOND_PERSON: LeftOutBecause.SENT_BY_A_PERSON,
    Verdict.LONE_LINK: LeftOutBecause.LINK_NOT_CONFIRMED,
}


@dataclass(frozen=True)
class Origin:
    """Where a role stands: the import, its file and the data row, and the client that sent it; null what is not known."""

    import_id: UUID | None = None
    import_file: str | None = None
    import_row: int | None = None
    import_client_id: UUID | None = None

    @classmethod
    def of(cls, row: Any) -> "Origin":
        """That of a role that was brought, or left out."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})


@dataclass(frozen=True)
class Listed:
    """A role as a roster lists it, with who sent the list (None: a system) and where it stands there."""

    wish: Mapping[str, Any]
    sent_by: UUID | None
    origin: Origin


def weighed(
    listed: Listed,
    had: RoleAssignmentRow | None,
    let: Collection[str],
    roles: Mapping[str, RoleRow],
    lone_links: Collection[UUID],
) -> LeftOutBecause | None:
    """Why the role is not brought; None: it is. One that gives nothing beyond what the roster gave before stays.

    `roles` are the district's. Whatever was given: a role the district does not let its roster bring is brought no more.
    """
    wish = listed.wish
    role = roles[wish["role"]]
    if role.code not in let or not role.active:
        return LeftOutBecause.NOT_LET
    if had is not None and is_no_more(wish, had):
        return None
    if not is_held(role, wish["school_id"]):
        return LeftOutBecause.HELD_ELSEWHERE
    reach = frozenset({role.code} if role.profile in profiles.FAR_REACHING else ())
    grant = Grant(
        what=What.ROLE,
        source=Source.ROSTER,
        target=wish["staff_id"],
        reach=reach,
        lone_links=tuple(lone_links) if reach else (),
    )
    asked = Maker(f"person:{listed.sent_by}", "person") if listed.sent_by else SYSTEM
    return BECAUSE.get(verdict(grant, asked))
