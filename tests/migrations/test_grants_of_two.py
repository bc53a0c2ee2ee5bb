"""What stood before grants took two stays: roles a roster brought, and the word of the operator's clients."""

import asyncio
import re

import asyncpg
import pytest_asyncio

from shared.db.migrations import upgrade
from shared.ids import new_id
from shared.settings import Settings
from shared.testing.databases import as_superuser

BEFORE, AFTER = "d3f1a7c25e80", "6f1e0b9c47d2"
NAME = "before_grants_of_two"
STAMPS = "now(), now(), 'client:1', 'client:1'"


@pytest_asyncio.fixture
async def older(environment: dict[str, str]) -> Settings:
    """A database of partners as it was."""
    here = Settings.load("partners", environment)
    maker = await asyncpg.connect(as_superuser(here.database_url))
    await maker.execute(f"drop database if exists {NAME} with (force)")
    await maker.execute(f"create database {NAME} owner throughline_owner")
    await maker.close()
    found = here.model_copy(
        update={"owner_database_url": re.sub(r"/[^/?]+(\?|$)", rf"/{NAME}\1", here.owner_database_url)}
    )
    await asyncio.to_thread(upgrade, found, BEFORE)
    return found


async def test_a_district_goes_on_with_what_its_roster_brought_and_its_operator_linked(older: Settings) -> None:
    connection = await asyncpg.connect(as_superuser(older.owner_database_url))
    with_office, plain, staff = new_id(), new_id(), new_id()
    setup, other = new_id(), new_id()
    for district in (with_office, plain):
        await connection.execute(
            f"""insert into staff (district_id, id, given_name, family_name, language, active, account_active,
            created_at, updated_at, created_by, updated_by) values ($1, $2, 'A', 'B', 'en', true, true, {STAMPS})""",
            district,
            staff,
        )
    for district, role in ((with_office, "executive_leader"), (plain, "teacher")):
        await connection.execute(
            f"""insert into role_assignments (district_id, id, staff_id, role, starts_on, granted_by, created_at, updated_at,
            created_by, updated_by) values ($1, uuidv7(), $2, $3, '2026-01-01', 'roster', {STAMPS})""",
            district,
            staff,
            role,
        )
    for client, for_setup in ((setup, True), (other, False)):
        await connection.execute(
            f"""insert into clients (district_id, id, name, scopes, for_setup, may_exchange, created_at, updated_at, created_by,
            updated_by) values ($1, $2, 'x', '{{}}', $3, false, {STAMPS})""",
            plain,
            client,
            for_setup,
        )
    await connection.execute("set session_replication_role = replica")
    for client in (setup, other):
        await connection.execute(
            """insert into identities (district_id, id, provider_id, issuer, subject, staff_id, linked_by, linked_at, created_at,
            updated_at, created_by, updated_by)
            values ($1, uuidv7(), $2, 'x', $3, $4, 'administrator', now(), now(), now(), $3, $3)""",
            plain,
            new_id(),
            f"client:{client}",
            staff,
        )
    await asyncio.to_thread(upgrade, older, AFTER)
    let = await connection.fetch("select district_id, roles from let_roster_roles")
    assert [(row["district_id"], "executive_leader" in row["roles"], "teacher" in row["roles"]) for row in let] == [
        (with_office, True, True)
    ]
    links = await connection.fetch("select created_by, confirmed_by from identities")
    assert {row["created_by"]: row["confirmed_by"] for row in links} == {
        f"client:{setup}": f"client:{setup}",
        f"client:{other}": None,
    }
    await connection.close()
