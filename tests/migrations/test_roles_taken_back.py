"""A database of before roles could be taken back: what nobody held any more is held no more, and heads are a school's."""

import asyncio
import json

import asyncpg

from shared.db.migrations import upgrade
from shared.ids import new_id
from shared.testing.databases import as_superuser
from tests.migrations.older import older

STAMPS = "now(), now(), 'client:1', 'client:1'"


async def test_what_a_sign_in_took_away_on_its_first_day_and_who_heads_a_school(environment: dict[str, str]) -> None:
    settings = await older(environment, "partners", "b29129af1aba")
    connection = await asyncpg.connect(as_superuser(settings.owner_database_url))
    district, staff = new_id(), new_id()
    await connection.execute(
        f"""insert into staff (district_id, id, given_name, family_name, language, active, account_active,
        created_at, updated_at, created_by, updated_by) values ($1, $2, 'A', 'B', 'en', true, true, {STAMPS})""",
        *(district, staff),
    )
    for granted_by, ends_on in (("sign_on", "2026-01-01"), ("sign_on", None), ("manual", "2026-01-01")):
        await connection.execute(
            f"""insert into role_assignments (district_id, id, staff_id, role, starts_on, ends_on, granted_by, created_at,
            updated_at, created_by, updated_by) values ($1, uuidv7(), $2, 'principal', '2026-01-01', cast($3 as text)::date, $4,
            {STAMPS})""",
            *(district, staff, ends_on, granted_by),
        )
    for code, profile, place in (
        ("principal", "principal", "either"),
        ("dean", "school_administrator", "district"),
        ("assistant_principal", "school_administrator", "school"),
        ("coach", "school_staff", "either"),
    ):
        await connection.execute(
            f"""insert into roles (district_id, id, code, names, profile, place, given_by, active, created_at, updated_at,
            created_by, updated_by, version) values ($1, uuidv7(), $2, '{{"en": "X"}}', $3, $4, '{{}}', true, {STAMPS}, 3)""",
            *(district, code, profile, place),
        )
    await asyncio.to_thread(upgrade, settings, "head")
    held = await connection.fetch("select granted_by, ends_on::text from role_assignments order by granted_by, ends_on")
    assert [tuple(row) for row in held] == [
        ("manual", "2026-01-01"),
        ("sign_on", "2025-12-31"),
        ("sign_on", None),
    ]
    rows = await connection.fetch(
        "select code, place, version from roles where district_id = $1 order by code", district
    )
    assert [tuple(row) for row in rows] == [
        ("assistant_principal", "school", 3),
        ("coach", "either", 3),
        ("dean", "school", 4),
        ("principal", "school", 4),
    ]
    told = await connection.fetch("select data from outbox where district_id = $1", district)
    found = [json.loads(row["data"]) for row in told]
    assert sorted((one["code"], one["place"], one["version"]) for one in found) == [
        ("dean", "school", 4),
        ("principal", "school", 4),
    ]
    await connection.close()
