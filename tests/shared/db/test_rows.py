"""Rows written and read past the ORM are what the ORM would have made of them; what is not plain is left to it."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm.exc import StaleDataError

from services.assessment.measures.instruments.tables import InstrumentRow, InstrumentState
from services.partners.directory.schools.tables import Level, SchoolRow
from shared.context.context import Context
from shared.context.work import work_for
from shared.db import writing
from shared.db.base import Base
from shared.db.forms import form_of
from shared.ids import new_id
from shared.testing.calls import Service
from tests.shared.round_trips import statements

SCHOOLS: dict[str, dict[str, Any]] = {
    "all": {
        "level": Level.HIGH,
        "grades": ["09", "10"],
        "tags": ["a'b", 'c"d'],
        "opens_on": date(2026, 8, 1),
        "cohort": "é",
    },
    "little": {"grades": [], "tags": []},
    "nothing where nothing is": {"grades": [], "tags": [], "level": None, "cohort": None, "version": None},
}
INSTRUMENTS: dict[str, dict[str, Any]] = {
    "JSON that is null": {"threshold": None},
    "JSON left out": {},
    "JSON": {"threshold": {"percent": 80, "of": ["a", {"b": None}]}},
}
ALWAYS = {
    "code": "x",
    "edition": "1",
    "title": "T",
    "description": "D",
    "licence": "L",
    "scales": [],
    "subscales": [{"n": 1}],
    "subject_kinds": ["school"],
    "repeatable": False,
}


def school(name: str = "Oak", **facts: Any) -> SchoolRow:
    """A school nobody else has."""
    return SchoolRow(name=name, local_code=str(new_id()), **{"grades": [], "tags": [], **facts})


def attributes(row: Base) -> dict[str, Any]:
    """What a row holds in Python."""
    form = form_of(type(row))
    assert form is not None
    return {name: getattr(row, name) for name in form.columns}


async def stored(ctx: Context, row: Base) -> dict[str, Any]:
    """What PostgreSQL holds of a row."""
    query = text(f"select to_jsonb(t) from {row.__tablename__} t where id = :id")
    found: dict[str, Any] | None = await ctx.session.scalar(query, {"id": row.id})  # type: ignore[attr-defined]
    assert found is not None
    return found


@pytest.mark.parametrize("facts", SCHOOLS.values(), ids=SCHOOLS)
async def test_a_school_is_written_as_the_orm_does(
    partners: Service, monkeypatch: pytest.MonkeyPatch, facts: dict[str, Any]
) -> None:
    await check_written_alike(partners, monkeypatch, lambda: school(**facts), {"id", "district_id", "local_code"})


@pytest.mark.parametrize("facts", INSTRUMENTS.values(), ids=INSTRUMENTS)
async def test_json_is_written_as_the_orm_does(
    assessment: Service, monkeypatch: pytest.MonkeyPatch, facts: dict[str, Any]
) -> None:
    def make() -> InstrumentRow:
        return InstrumentRow(state=InstrumentState.DRAFT, **ALWAYS, **facts)

    await check_written_alike(assessment, monkeypatch, make, {"id", "district_id"})


async def check_written_alike(service: Service, monkeypatch: pytest.MonkeyPatch, make: Any, own: set[str]) -> None:
    """Two rows of the same facts, one written by the ORM, are the same in PostgreSQL and in Python."""
    held: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    for most in (writing.MOST, 0):
        monkeypatch.setattr(writing, "MOST", most)
        async with work_for(service.app.state.db, service.settings, new_id()) as ctx:
            row = make()
            ctx.add(row)
            await ctx.session.flush()
            assert row not in ctx.session.new
            held.append(attributes(row))
            kept.append(await stored(ctx, row))
    for both in (held, kept):
        past, by_orm = ({name: value for name, value in one.items() if name not in own} for one in both)
        moments = {"created_at", "updated_at"}
        assert {n: v for n, v in past.items() if n not in moments} == {
            n: v for n, v in by_orm.items() if n not in moments
        }
        assert all(past[name] and by_orm[name] for name in moments)


async def test_a_change_writes_what_changed_and_counts_a_version(partners: Service, district_id: UUID) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        row = school()
        ctx.add(row)
        await ctx.session.flush()
        with statements(partners.app.state.db) as sent:
            row.tags = ["new"]
            await ctx.session.flush()
            await ctx.session.flush()
        (update,) = sent
        assert '"tags" = $1' in update
        assert '"name"' not in update
        assert (row.version, (await stored(ctx, row))["version"], (await stored(ctx, row))["tags"]) == (2, 2, ["new"])
        row.tags = ["new"]
        with statements(partners.app.state.db) as sent:
            await ctx.session.flush()
        assert not sent, "nothing changed"


async def test_a_row_changed_meanwhile_is_stale(partners: Service, district_id: UUID) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        row = school()
        ctx.add(row)
        await ctx.session.flush()
        await ctx.session.execute(text("update schools set version = 7 where id = :id"), {"id": row.id})
        row.name = "Elm"
        with pytest.raises(StaleDataError):
            await ctx.session.flush()
        await ctx.let_go()


async def test_what_was_written_past_it_is_the_orms_too(partners: Service, district_id: UUID) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        row = school()
        ctx.add(row)
        await ctx.session.flush()
        assert await ctx.get(SchoolRow, row.id, "school") is row
        assert await ctx.session.scalar(select(SchoolRow).where(SchoolRow.id == row.id)) is row
        row.name = "Elm"
        # Asking writes what waits, by whichever way it is asked.
        assert [
            found.name for found in await ctx.session.scalars(select(SchoolRow).where(SchoolRow.name == "Elm"))
        ] == ["Elm"]
        row.name = "Ash"
        (asked,) = await ctx.ask(text("select name from schools where id = :id"), {"id": row.id})
        assert asked["name"] == "Ash"
        await ctx.session.delete(row)
        await ctx.session.flush()
        assert await ctx.find(SchoolRow, row.id) is None


async def test_a_savepoint_taken_back_takes_its_rows_along(partners: Service, district_id: UUID) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        before = school()
        ctx.add(before)
        await ctx.session.flush()
        async with ctx.rehearsal():
            trial = school()
            ctx.add(trial)
            before.name = "Elm"
            await ctx.session.flush()
        await ctx.session.refresh(before)
        assert before.name == "Oak"
        assert await ctx.find(SchoolRow, trial.id) is None
        with pytest.raises(InvalidRequestError):
            await ctx.session.refresh(trial)


@pytest.mark.parametrize("count", [writing.MOST, writing.MOST + 1])
async def test_many_rows_are_the_orms(partners: Service, district_id: UUID, count: int) -> None:
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        rows = [school() for _ in range(count)]
        for row in rows:
            ctx.add(row)
        with statements(partners.app.state.db) as sent:
            await ctx.session.flush()
        written = [one for one in sent if "into schools" in one.lower()]
        (one,) = written
        assert one.count("insert into schools") == (count if count <= writing.MOST else 0)
        for row in rows:
            assert (await stored(ctx, row))["local_code"] == row.local_code


async def test_a_row_is_loaded_as_the_orm_loads_it(assessment: Service, partners: Service) -> None:
    for service, kind, row in (
        (partners, SchoolRow, school(**SCHOOLS["all"])),
        (assessment, InstrumentRow, InstrumentRow(state=InstrumentState.DRAFT, **ALWAYS, **INSTRUMENTS["JSON"])),
    ):
        district_id = new_id()
        async with work_for(service.app.state.db, service.settings, district_id) as ctx:
            ctx.add(row)
            await ctx.finish()
        found: list[dict[str, Any]] = []
        for way in ("past", "orm"):
            async with work_for(service.app.state.db, service.settings, district_id) as ctx:
                query = select(kind).where(kind.id == row.id)
                one: Any = await ctx.get(kind, row.id, "row") if way == "past" else await ctx.session.scalar(query)
                assert one not in ctx.session.dirty
                found.append(attributes(one))
        assert found[0] == found[1]


async def test_a_loaded_row_keeps_what_the_session_knows_unless_it_is_read_anew(
    partners: Service, district_id: UUID
) -> None:
    db, settings = partners.app.state.db, partners.settings
    async with work_for(db, settings, district_id) as ctx:
        row = school()
        ctx.add(row)
        await ctx.finish()
    async with work_for(db, settings, district_id) as first:
        mine = await first.get(SchoolRow, row.id, "school")
        async with work_for(db, settings, district_id) as second:
            (await second.get(SchoolRow, row.id, "school")).name = "Elm"
            await second.finish()
        assert (await first.get(SchoolRow, row.id, "school")).name == "Oak"
        mine.cohort = "A"
        with pytest.raises(StaleDataError):
            await first.session.flush()
        await first.let_go()


async def test_a_district_gets_no_row_of_anothers(partners: Service, district_id: UUID) -> None:
    async with work_for(partners.app.state.db, partners.settings, new_id()) as ctx:
        row = school()
        ctx.add(row)
        await ctx.finish()
    async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
        assert await ctx.find(SchoolRow, row.id) is None
        assert await ctx.find(SchoolRow, row.id, lock=True) is None
