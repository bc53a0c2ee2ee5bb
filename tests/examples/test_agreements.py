"""The worked example of CONTRIBUTING.md is a room: small, and with all that a room of this house can do."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from shared.auth import scopes
from shared.auth.tokens import Verifier
from shared.db.migrations import isolate
from shared.ids import new_id
from shared.testing.calls import ISSUER, Service, StaticKeys, refusal_of
from shared.testing.databases import as_superuser
from shared.web.openapi import permission, routes_of
from tests.examples.app import build
from tests.examples.community.agreements.tables import AgreementRow
from tests.isolation import seeds
from tests.isolation.calls import changing
from tests.isolation.walks import (
    check_a_change_is_audited,
    check_a_neighbours_does_not_exist,
    check_a_refused_change_is_audited,
)

ROOM = Path(__file__).parent / "community" / "agreements"
#: It stands among the tests: there are none in its folder here.
SEED = ROOM / "seed.py"
PATH = "/v1/agreements"
WISH = {"title": "Tutoring", "starts_on": "2026-09-01"}


@pytest.fixture
async def example(partners: Service, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    """The example beside partners' tables, with its two scopes and its migration."""
    for scope in ("agreements:read", "agreements:write"):
        monkeypatch.setitem(scopes.SCOPES, scope, "For the example.")
    owner = create_async_engine(
        as_superuser(partners.settings.database_url).replace("postgresql://", "postgresql+asyncpg://")
    )
    async with owner.begin() as connection:
        await connection.run_sync(_migrate)
    app = build(partners.settings)
    app.state.verifier = Verifier(StaticKeys(), ISSUER, "partners", app.state.verifier.ended)
    found = Service(
        "partners", app, partners.settings, sorted({s for route in routes_of(app) if (s := permission(route)[1])})
    )
    yield found
    await found.close()
    async with owner.begin() as connection:
        await connection.run_sync(AgreementRow.metadata.tables["agreements"].drop)
    await owner.dispose()


def _migrate(connection: Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        AgreementRow.metadata.tables["agreements"].create(connection)
        isolate("agreements")
        connection.exec_driver_sql("grant select, insert, update, delete on agreements to throughline_app")


def test_a_plain_room_is_small() -> None:
    lines = {path.name: len(path.read_text().splitlines()) for path in ROOM.glob("*.py") if path != SEED}
    assert lines.keys() == {
        *(
            "__init__.py",
            "errors.py",
            "events.py",
            "repository.py",
            "routes.py",
            "schemas.py",
            "service.py",
            "tables.py",
        )
    }
    assert sum(lines.values()) <= 170


async def test_it_lives_as_every_room_does(example: Service, district_id: UUID) -> None:
    caller = example.machine(district_id)
    made = await caller.post(PATH, json=WISH)
    assert made.status_code == 201, made.text
    path, version = f"{PATH}/{made.json()['id']}", made.headers["etag"]
    assert (await caller.get(path)).json() == made.json() == (await caller.get(PATH)).json()["items"][0]
    changed = await caller.patch(path, json={"ends_on": "2027-06-30"}, headers={"If-Match": version})
    assert (changed.status_code, changed.json()["title"], changed.json()["ends_on"]) == (200, "Tutoring", "2027-06-30")
    assert (await caller.get(path)).headers["etag"] == changed.headers["etag"]
    assert changed.headers["etag"].startswith('"2-')
    told = await example.published(district_id, "examples.agreement.recorded.v1")
    assert [(event["subject"], event["data"]["version"]) for event in told] == [
        (f"agreements/{made.json()['id']}", 1),
        (f"agreements/{made.json()['id']}", 2),
    ]
    entries = (await caller.get("/v1/audit-entries")).json()["items"]
    assert [entry["action"] for entry in entries] == ["add_agreement", "change_agreement"]


async def test_it_refuses_as_every_room_does(example: Service, district_id: UUID) -> None:
    caller = example.machine(district_id)
    made = await caller.post(PATH, json=WISH)
    path = f"{PATH}/{made.json()['id']}"
    assert refusal_of(await caller.post(PATH, json=WISH)) == (409, "title_taken")
    backwards = {"title": "Other", "starts_on": "2026-09-01", "ends_on": "2026-08-31"}
    assert refusal_of(await caller.post(PATH, json=backwards)) == (422, "days_out_of_order")
    assert refusal_of(await caller.patch(path, json={"title": None}, headers={"If-Match": '"1"'})) == (422, "invalid")
    assert refusal_of(await caller.patch(path, json={})) == (428, "version_missing")
    assert refusal_of(await caller.patch(path, json={}, headers={"If-Match": '"9"'})) == (412, "stale")
    teacher = example.person(district_id, new_id(), ("teacher", new_id()))
    assert refusal_of(await teacher.post(PATH, json={**WISH, "title": "Mine"})) == (403, "not_permitted")
    neighbour = example.machine(new_id())
    assert refusal_of(await neighbour.get(path)) == (404, "not_found")
    assert (await neighbour.get(PATH)).json()["items"] == []
    # The same title is another's own.
    assert (await neighbour.post(PATH, json=WISH)).status_code == 201


async def test_the_walks_go_over_it_with_nothing_but_its_seed(example: Service, district_id: UUID) -> None:
    theirs = await seeds.seeded(example, district_id)
    own = [route for route in routes_of(example.app) if route.path.startswith(PATH)]
    calls = [(method, route) for method, route in changing(example) if route in own]
    assert len(own) == 4
    for route in own:
        if "{" in route.path:
            for method in route.methods or set():
                await check_a_neighbours_does_not_exist(example, (district_id, theirs), new_id(), method, route)
    assert len(calls) == 2
    for method, route in calls:
        assert await check_a_change_is_audited(example, district_id, method, route, theirs)
        await check_a_refused_change_is_audited(example, district_id, method, route)
    assert len(SEED.read_text().splitlines()) <= 12


def test_the_page_about_adding_a_room_names_what_the_example_has() -> None:
    page = Path("CONTRIBUTING.md").read_text().partition("## Add a room")[2].partition("\nWould the tests notice?")[0]
    named = set(re.findall(r"^\| `(\w+\.py)` \|", page, re.MULTILINE))
    assert named == {path.name for path in ROOM.glob("*.py")} - {"__init__.py", SEED.name}
    places = re.findall(r"^\d\. `([^`]+)`", page, re.MULTILINE)
    assert len(places) == 8
    for place in places:
        generic = place.replace("SERVICE", "partners").replace("/WING/ROOM", "/directory/roles")
        assert Path(generic).exists(), place
    for word in re.findall(r"`(?:ctx\.)?(\w+)\(?", page.partition("Outside it")[0]):
        assert any(word in path.read_text() for path in [*Path("shared").rglob("*.py"), *ROOM.glob("*.py")]), word
