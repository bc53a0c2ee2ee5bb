"""Plans that named their school year in words of their own get its name, and the hash their content so has."""

import importlib.util
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine

import services
from shared.approval.hashing import content_hash
from shared.testing.calls import Service
from shared.testing.databases import as_superuser
from tests.scheduling.factories import District, activity

VERSIONS = Path(services.__file__).parent / "scheduling/migrations/versions"


@pytest_asyncio.fixture
async def district(scheduling: Service, district_id: UUID) -> District:
    """Three schools and their people."""
    return await District(scheduling, district_id).seed()


def convert(connection: Connection) -> None:
    """As the migration does."""
    file = next(VERSIONS.glob("*_plans_as_districts_write_them.py"))
    spec = importlib.util.spec_from_file_location("written", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with Operations.context(MigrationContext.configure(connection)):
        module.name_years()


async def converted(scheduling: Service) -> None:
    """Convert what stands in this process's database."""
    address = as_superuser(scheduling.settings.database_url).replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(address, poolclass=pool.NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(convert)
    await engine.dispose()


async def as_before(scheduling: Service, plan_id: str, written: str) -> str:
    """Give a plan the form it had before; returns the hash it then had."""
    former = content_hash({"written": written, "plan": plan_id})
    await scheduling.sql(
        """update plans set school_year = $2, content_hash = $3, approved_hash = case when approved_hash is not null then $3 end
        where id = $1 returning id""",
        UUID(plan_id),
        written,
        former,
    )
    return former


@pytest.mark.parametrize("written", ["2026-2027 School Year", "SY 2026/27", "this year"])
async def test_a_plan_under_way_goes_on_with_the_name_of_its_year(
    scheduling: Service, district: District, written: str
) -> None:
    body = activity("A1", targets={"kind": "rule", "levels": ["elementary"]}, repeat={"rrule": "FREQ=WEEKLY"})
    plan: dict[str, Any] = await district.published(
        body, activity("A2", targets={"kind": "schools", "local_codes": ["0101"]})
    )
    await as_before(scheduling, plan["id"], written)
    await converted(scheduling)
    read = (await district.author.get(f"/v1/plans/{plan['id']}")).json()
    assert (read["school_year"], read["content_hash"]) == (plan["school_year"], plan["content_hash"])
    assert read["approved_hash"] == plan["approved_hash"]


async def test_revisions_follow(scheduling: Service, district: District) -> None:
    plan = await district.published(activity())
    url = f"/v1/plans/{plan['id']}/revisions"
    made = (await district.author.post(url, json={"note": "More", "summary": "Said otherwise"})).json()
    former = await as_before(scheduling, plan["id"], "2026-2027 School Year")
    await scheduling.sql(
        """update plan_revisions set content = jsonb_set(content, '{school_year}', '"2026-2027 School Year"'),
        content_hash = number::text || $2, base_hash = case when number > 1 then $2 end where plan_id = $1 returning id""",
        UUID(plan["id"]),
        former,
    )
    await converted(scheduling)
    read = (await district.author.get(f"{url}/2")).json()
    assert (read["content_hash"], read["base_hash"]) == (made["content_hash"], plan["content_hash"])
    assert read["content"]["school_year"] == plan["school_year"]
    assert (await district.author.post(f"{url}/2/submit")).status_code == 200
