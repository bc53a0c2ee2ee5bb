"""A database of before roles were data comes up with every assignment as it was, each on the profile of its name."""

import asyncio
import json

import asyncpg
import pytest

from shared.auth.profiles import CODES
from shared.db.migrations import upgrade
from shared.directory.starting_catalogue import STARTING
from shared.ids import new_id
from shared.testing.databases import as_superuser
from tests.migrations.older import older

STAMPS = "now(), now(), 'client:1', 'client:1'"
TEN = CODES[:10]
COPIES = {"scheduling": "a41d7e90c5b2", "assessment": "7f20d5ab94e6", "notifications": "e81c4fb07d29"}


async def test_partners_assignments_rules_and_lists_are_what_they_were(environment: dict[str, str]) -> None:
    settings = await older(environment, "partners", "4ae90c73b1f5")
    connection = await asyncpg.connect(as_superuser(settings.owner_database_url))
    one, two, staff = new_id(), new_id(), new_id()
    for district in (one, two):
        await connection.execute(
            f"""insert into districts (district_id, name, timezone, language, created_at, updated_at, created_by, updated_by)
            values ($1, 'D', 'America/Chicago', 'en', {STAMPS})""",
            district,
        )
        await connection.execute(
            f"""insert into staff (district_id, id, given_name, family_name, language, active, account_active,
            created_at, updated_at, created_by, updated_by) values ($1, $2, 'A', 'B', 'en', true, true, {STAMPS})""",
            *(district, staff),
        )
    for role in TEN:
        await connection.execute(
            f"""insert into role_assignments (district_id, id, staff_id, role, starts_on, granted_by, created_at, updated_at,
            created_by, updated_by, version) values ($1, uuidv7(), $2, $3, '2026-01-01', 'manual', {STAMPS}, 7)""",
            *(one, staff, role),
        )
    await connection.execute(
        f"""insert into claim_rules (district_id, id, position, "when", role, school, note, written_by, created_at, updated_at,
        created_by, updated_by) values ($1, uuidv7(), 1, '[]', 'teacher', '"roster"', '', '{{}}', {STAMPS})""",
        one,
    )
    # What later revisions add is null of them.
    later = "array['import_id', 'import_file', 'import_row', 'import_client_id']"
    every = f"select (to_jsonb(r) - {later})::text from role_assignments r order by id"
    before, rule = await connection.fetch(every), await connection.fetch("select * from claim_rules")
    await asyncio.to_thread(upgrade, settings, "head")
    assert await connection.fetch(every) == before
    assert await connection.fetch("select * from claim_rules") == rule
    standing = await connection.fetch("select role, profile from directory_roles order by role")
    assert [(row["role"], row["profile"]) for row in standing] == [(role, role) for role in sorted(TEN)]
    wanted = {(role.code, role.profile, role.place, role.given_by, role.en, role.es) for role in STARTING}
    for district in (one, two):
        rows = await connection.fetch("select * from roles where district_id = $1", district)
        names = [json.loads(row["names"]) for row in rows]
        assert {
            (row["code"], row["profile"], row["place"], tuple(row["given_by"]), called["en"], called["es"])
            for row, called in zip(rows, names, strict=True)
        } == wanted
        told = await connection.fetch("select type, data from outbox where district_id = $1", district)
        assert {json.loads(row["data"])["code"] for row in told} == {role.code for role in STARTING}
        assert {row["type"] for row in told} == {"partners.role.recorded.v1"}
    await connection.close()


@pytest.mark.parametrize("service", COPIES)
async def test_a_copys_roles_stand_on_the_profiles_of_their_names(environment: dict[str, str], service: str) -> None:
    settings = await older(environment, service, COPIES[service])
    connection = await asyncpg.connect(as_superuser(settings.owner_database_url))
    for role in TEN:
        await connection.execute(
            """insert into directory_roles (district_id, id, staff_id, role, starts_on, version)
            values ($1, uuidv7(), uuidv7(), $2, '2026-01-01', 3)""",
            *(new_id(), role),
        )
    before = await connection.fetch("select id, role, starts_on, version from directory_roles order by id")
    await asyncio.to_thread(upgrade, settings, "head")
    assert await connection.fetch("select id, role, starts_on, version from directory_roles order by id") == before
    assert not await connection.fetch("select from directory_roles where profile <> role")
    await connection.close()
