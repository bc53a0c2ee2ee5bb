"""A list said by its row and its reply: every field is a column or is computed, every question a filter."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from uuid import UUID

import pytest
from pydantic import Field

from services.assessment.support.caseloads.tables import CaseloadAssignmentRow
from shared.context.context import Context
from shared.context.leads import Branch, Lead, at_each, by
from shared.context.listing import listing, parts
from shared.context.paging import Paging
from shared.context.work import work_for
from shared.errors import NotFound
from shared.ids import new_id
from shared.schemas import Moment, Reply
from shared.testing.calls import Service


class Item(Reply):
    """Some fields of an assignment."""

    id: UUID
    kind: str = Field(validation_alias="relation")
    starts_on: date
    is_open: bool


class Asked(Paging):
    """Some questions."""

    staff_id: UUID | None = None
    ends_on: date | None = None
    open: bool | None = None


class Stamped(Reply):
    """An item with a version."""

    id: UUID
    version: int
    updated_at: Moment


class Part(Reply):
    """A part of an item."""

    id: UUID
    kind: str = Field(validation_alias="relation")
    starts_on: date


class Whole(Reply):
    """An item with its parts."""

    id: UUID
    parts: list[Part]


OPEN = "(s.ends_on is null)"


async def assigned(service: Service, district_id: UUID, id_: UUID, staff: UUID, ends_on: date | None) -> None:
    """A row with its seventh version."""
    await service.sql(
        """insert into caseload_assignments (district_id, id, student_id, staff_id, relation, starts_on, ends_on, source,
             created_at, updated_at, created_by, updated_by, version)
           values ($1, $2, $3, $4, 'mentee', '2026-09-01', $5, 'manual', now(), now(), 'x', 'x', 7)""",
        *(district_id, id_, new_id(), staff, ends_on),
    )


def test_a_list_is_made_of_its_row_and_its_reply() -> None:
    found = listing(
        CaseloadAssignmentRow,
        Item,
        Asked,
        order=("starts_on",),
        computed={"is_open": OPEN},
        filters={"open": f"{OPEN} = {{}}::boolean"},
    )
    assert found.columns == f's."id", s."relation" as "kind", s."starts_on", {OPEN} as "is_open"'
    assert found.order == (('s."starts_on"', "date"), ('s."id"', "uuid"))
    assert found.changed == (('s."updated_at"', "timestamptz"), ('s."id"', "uuid"))
    assert found.filters == {
        "staff_id": 's."staff_id" = {}::uuid',
        "ends_on": 's."ends_on" = {}::date',
        "open": f"{OPEN} = {{}}::boolean",
    }


def test_a_cursor_may_hold_the_row_instead_of_its_place() -> None:
    found = listing(CaseloadAssignmentRow, Stamped, Paging, order=("starts_on",), by_row=("id", "version"))
    assert found.held(None, syncing=False) == (('s."id"', "uuid"), ('s."version"', "bigint"))


def test_a_field_that_is_no_column_must_be_computed() -> None:
    with pytest.raises(KeyError, match="is_open"):
        listing(CaseloadAssignmentRow, Item, Paging)


def test_a_question_that_is_no_column_needs_its_sql() -> None:
    with pytest.raises(KeyError, match="open"):
        listing(CaseloadAssignmentRow, Item, Asked, computed={"is_open": OPEN})


async def test_it_answers_each_question_by_itself(assessment: Service, district_id: UUID) -> None:
    rows = listing(
        CaseloadAssignmentRow,
        Item,
        Asked,
        computed={"is_open": OPEN},
        filters={"open": f"{OPEN} = {{}}::boolean"},
    )
    staff, other = new_id(), new_id()
    ids = [new_id() for _ in range(3)]
    for id_, who, ends in zip(ids, (staff, staff, other), (None, date(2027, 6, 1), None), strict=True):
        await assigned(assessment, district_id, id_, who, ends)
    for asked, wanted in (
        ({}, ids),
        ({"staff_id": staff}, ids[:2]),
        ({"ends_on": date(2027, 6, 1)}, ids[1:2]),
        ({"open": True}, [ids[0], ids[2]]),
        ({"updated_since": datetime.fromisoformat("2026-01-01T00:00:00Z")}, ids),
    ):
        sql, arguments = rows.query(asked, 50, None)
        body, _ = await assessment.app.state.db.read_page(district_id, sql, arguments)
        assert all(str(id_) in body for id_ in wanted), asked
        assert not any(str(id_) in body for id_ in ids if id_ not in wanted), asked


@asynccontextmanager
async def work(service: Service, district_id: UUID) -> AsyncIterator[Context]:
    """A piece of work of the district's."""
    async with work_for(service.app.state.db, service.settings, district_id) as ctx:
        yield ctx


async def test_one_item_is_read_by_its_id_as_the_list_shows_it(assessment: Service, district_id: UUID) -> None:
    rows = listing(CaseloadAssignmentRow, Stamped, Asked, filters={"open": f"{OPEN} = {{}}::boolean"})
    id_, staff = new_id(), new_id()
    await assigned(assessment, district_id, id_, staff, None)
    async with work(assessment, district_id) as ctx:
        reply = await ctx.item(rows, id_, "assignment", {"staff_id": staff})
        page = await ctx.page(rows, Asked())
    assert (reply.headers["etag"], json.loads(bytes(reply.body))) == ('"7"', json.loads(bytes(page.body))["items"][0])
    for district, one, scope in (
        (district_id, new_id(), {}),
        (new_id(), id_, {}),
        (district_id, id_, {"staff_id": new_id()}),
    ):
        async with work(assessment, district) as ctx:
            with pytest.raises(NotFound):
                await ctx.item(rows, one, "assignment", scope)


async def test_an_item_is_never_read_past_a_filter_that_is_none(assessment: Service, district_id: UUID) -> None:
    rows = listing(CaseloadAssignmentRow, Stamped, Paging)
    async with work(assessment, district_id) as ctx:
        with pytest.raises(KeyError, match="staff_id"):
            await ctx.item(rows, new_id(), "assignment", {"staff_id": new_id()})


async def test_an_item_holds_its_parts_oldest_first_and_takes_values_for_them(
    assessment: Service, district_id: UUID
) -> None:
    mine = parts(CaseloadAssignmentRow, Part, "p.staff_id = s.staff_id and p.ends_on < {until}::date")
    rows = listing(CaseloadAssignmentRow, Whole, Paging, computed={"parts": mine})
    staff, other = new_id(), new_id()
    ids = sorted(new_id() for _ in range(4))
    for id_, ends in zip(reversed(ids), (date(2027, 6, 1), date(2027, 5, 1), date(2027, 9, 1), None), strict=True):
        await assigned(assessment, district_id, id_, staff, ends)
    await assigned(assessment, district_id, other, new_id(), None)
    async with work(assessment, district_id) as ctx:
        found = await ctx.item(rows, ids[0], "assignment", {"until": date(2027, 7, 1)})
        alone = await ctx.item(rows, other, "assignment", {"until": date(2027, 7, 1)})
    of_it = [{"id": str(id_), "kind": "mentee", "starts_on": "2026-09-01"} for id_ in ids[2:]]
    assert json.loads(bytes(found.body)) == {"id": str(ids[0]), "parts": of_it}
    assert json.loads(bytes(alone.body)) == {"id": str(other), "parts": []}


#: An assignment of one of some people, or one of some students that ends: by the values after the first, and the first.
EITHER = Lead(
    (at_each("s.staff_id", "({}::uuid[])[2:]"), Branch("s.student_id = ({}::uuid[])[1] or s.ends_on is not null"))
)


async def test_a_page_is_merged_of_branches_without_a_row_twice_or_left_out(
    assessment: Service, district_id: UUID
) -> None:
    rows = listing(CaseloadAssignmentRow, Stamped, Paging, order=("starts_on",), filters={"either": EITHER})
    one, other, nobody = new_id(), new_id(), new_id()
    ids = sorted(new_id() for _ in range(9))
    for place, id_ in enumerate(ids):
        staff = (one, other, nobody)[place % 3]
        await assigned(assessment, district_id, id_, staff, date(2027, 6, 1) if place in (0, 2) else None)
    for asked, wanted in (
        ([nobody, one, other], [id_ for place, id_ in enumerate(ids) if place % 3 < 2 or place == 2]),
        ([nobody], [ids[0], ids[2]]),
        ([nobody, one], [ids[0], ids[2], ids[3], ids[6]]),
    ):
        for limit in (1, 2, 50):
            found: list[str] = []
            cursor: str | None = None
            while True:
                sql, arguments = rows.query({"either": asked}, limit, cursor)
                body, cursor = await assessment.app.state.db.read_page(district_id, sql, arguments)
                found += [item["id"] for item in json.loads(body)["items"]]
                if cursor is None:
                    break
            assert found == [str(id_) for id_ in wanted], (asked, limit)
        async with work(assessment, district_id) as ctx:
            for id_ in ids:
                if id_ in wanted:
                    await ctx.item(rows, id_, "assignment", {"either": asked})
                else:
                    with pytest.raises(NotFound):
                        await ctx.item(rows, id_, "assignment", {"either": asked})


def test_the_first_that_leads_leads_and_the_others_are_conditions() -> None:
    leads = {
        "either": EITHER,
        "staff_id": by("s.staff_id = {}::uuid"),
        "kind": Lead(
            (Branch("s.relation = each.kind", "(select {}::text) each (kind)"),), "s.relation = {}", to_changes=False
        ),
    }
    rows = listing(CaseloadAssignmentRow, Stamped, Paging, filters=leads)
    staff = new_id()

    def sql(*names: str, syncing: bool = False) -> str:
        asked = {"either": [staff], "staff_id": staff, "kind": "mentee"}
        since = {"updated_since": datetime.fromisoformat("2026-01-01T00:00:00Z")} if syncing else {}
        return rows.query({**{name: asked[name] for name in names}, **since}, 50, None)[0]

    merged = "union all"
    assert merged in sql("either", "staff_id", "kind")
    assert sql("either", "kind").count("s.relation = ($1)[2]") == 2, "asked in each branch"
    assert "picked" not in sql("staff_id", "kind"), "one index leads: nothing to merge"
    assert "picked" in sql("kind")
    assert "picked" not in sql("kind", syncing=True)
    assert merged in sql("kind", "either", syncing=True)


async def test_a_filter_for_one_value_is_that_values_alone(assessment: Service, district_id: UUID) -> None:
    rows = listing(
        CaseloadAssignmentRow,
        Stamped,
        Asked,
        filters={"open=true": "s.ends_on is null", "open=false": "s.ends_on is not null"},
    )
    open_, ended = new_id(), new_id()
    await assigned(assessment, district_id, open_, new_id(), None)
    await assigned(assessment, district_id, ended, new_id(), date(2027, 6, 1))
    for asked, wanted in ((True, open_), (False, ended)):
        sql, arguments = rows.query({"open": asked}, 50, None)
        body, _ = await assessment.app.state.db.read_page(district_id, sql, arguments)
        assert [item["id"] for item in json.loads(body)["items"]] == [str(wanted)]
        assert "::boolean" not in sql
