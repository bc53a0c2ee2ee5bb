"""Keeping the copy true: every event carries the whole row and its version, so disorder and repeats change nothing."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.db.base import Base
from shared.db.locks import one_at_a_time
from shared.db.rows import as_rows, insert_rows
from shared.directory.queries import catalogue
from shared.directory.starting_catalogue import starting_profile
from shared.directory.tables import (
    DirectoryCatalogueRow,
    DirectoryClientRow,
    DirectoryDistrictRow,
    DirectoryRoleRow,
    DirectorySchoolRow,
    DirectoryStaffRow,
)
from shared.events.event import Consumed


class DistrictRecorded(Consumed, type="partners.district.recorded.v1"):
    name: str
    timezone: str
    language: str
    version: int


class SchoolRecorded(Consumed, type="partners.school.recorded.v1"):
    school_id: UUID
    name: str
    local_code: str
    level: str | None
    grades: list[str]
    tags: list[str]
    cohort: str | None
    opens_on: date | None
    closes_on: date | None
    version: int


class StaffRecorded(Consumed, type="partners.staff.recorded.v1"):
    staff_id: UUID
    given_name: str
    family_name: str
    email: str | None
    language: str
    active: bool
    version: int


class ClientRecorded(Consumed, type="partners.client.recorded.v1"):
    client_id: UUID
    name: str
    version: int


class RoleRecorded(Consumed, type="partners.role.recorded.v1"):
    code: str
    names: dict[str, str]
    profile: str
    place: str
    active: bool
    version: int


class RoleFact(Consumed, type=""):
    assignment_id: UUID
    staff_id: UUID
    school_id: UUID | None
    role: str
    starts_on: date
    ends_on: date | None
    version: int


class RoleAssigned(RoleFact, type="partners.role.assigned.v1"):
    """Somebody holds a role."""


class RoleEnded(RoleFact, type="partners.role.ended.v1"):
    """Somebody's role has an end."""


async def copy_districts(ctx: Context, events: list[Received]) -> None:
    """Take over the district's name, zone and language."""
    await _upsert(ctx, DirectoryDistrictRow, [e.data.model_dump() for e in events], key=["district_id"])


async def copy_schools(ctx: Context, events: list[Received]) -> None:
    """Take over schools."""
    await _upsert(ctx, DirectorySchoolRow, [_row(e.data, "school_id") for e in events])


async def copy_staff(ctx: Context, events: list[Received]) -> None:
    """Take over staff."""
    await _upsert(ctx, DirectoryStaffRow, [_row(e.data, "staff_id") for e in events])


async def copy_clients(ctx: Context, events: list[Received]) -> None:
    """Take over what machine clients are called."""
    await _upsert(ctx, DirectoryClientRow, [_row(e.data, "client_id") for e in events])


#: A role taken over on the profile it had would keep it for good, where its change was taken over beside it.
PROFILES = "profiles of roles"
FOLLOW_PROFILES = text("""
update directory_roles r set profile = c.profile from directory_catalogue c
where r.district_id = :district_id and c.district_id = r.district_id and c.code = r.role and c.profile <> r.profile""")


async def copy_catalogue(ctx: Context, events: list[Received]) -> None:
    """Take over the catalogue of roles; whoever holds one stands on its profile from now on."""
    await one_at_a_time(ctx, PROFILES)
    rows = [e.data.model_dump() for e in events]
    await _upsert(ctx, DirectoryCatalogueRow, rows, key=("district_id", "code"))
    await ctx.session.execute(FOLLOW_PROFILES, {"district_id": ctx.district_id})


async def copy_roles(ctx: Context, events: list[Received]) -> None:
    """Take over roles, begun and ended alike, each with the profile it stands on."""
    await one_at_a_time(ctx, PROFILES)
    known = await catalogue(ctx)
    rows = [_row(e.data, "assignment_id") for e in events]
    for row in rows:
        row["profile"] = known[row["role"]].profile if row["role"] in known else starting_profile(row["role"])
    await _upsert(ctx, DirectoryRoleRow, rows)


def follow_directory(consumers: Consumers) -> None:
    """Subscribe a service to everything its copy is made of."""
    consumers.on(DistrictRecorded)(copy_districts)
    consumers.on(SchoolRecorded)(copy_schools)
    consumers.on(StaffRecorded)(copy_staff)
    consumers.on(ClientRecorded)(copy_clients)
    consumers.on(RoleRecorded)(copy_catalogue)
    consumers.on(RoleAssigned)(copy_roles)
    consumers.on(RoleEnded)(copy_roles)


def _row(data: Any, key: str) -> dict[str, Any]:
    row = data.model_dump()
    row["id"] = row.pop(key)
    return dict(row)


async def _upsert(
    ctx: Context, table: type[Base], rows: Sequence[dict[str, Any]], key: Sequence[str] = ("district_id", "id")
) -> None:
    newest: dict[Any, dict[str, Any]] = {}
    for row in rows:
        which = row.get(key[-1])
        if which not in newest or newest[which]["version"] < row["version"]:
            newest[which] = {**row, "district_id": ctx.district_id}
    found = list(newest.values())
    await ctx.session.execute(_statement(table, tuple(found[0]), tuple(key)), {"rows": as_rows(found)})


@cache
def _statement(table: type[Base], names: tuple[str, ...], key: tuple[str, ...]) -> TextClause:
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in key)
    return text(f"""{insert_rows(table, names)}
    on conflict ({", ".join(key)}) do update set {changed} where held.version < excluded.version""")
