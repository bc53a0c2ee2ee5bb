"""What SQL tells is what `Context.emit` would have told."""

from datetime import date
from uuid import UUID

import orjson
import pytest
from pydantic import BaseModel
from sqlalchemy import text

from services.scheduling.work.delegations.events import DelegationBegan, DelegationEnded
from shared.context.work import work_for
from shared.events.emitting import emit_all_sql, emit_sql, fact_sql, json_sql, json_text_sql
from shared.ids import new_id
from shared.testing.calls import Service

COVERS = """(select :id as delegation_id, :id as from_id, cast(:other as uuid) as second, cast(null as uuid) as school_id,
  cast(:day as date) as starts_on, cast(:day as date) as ends_on, 1 as place) c"""
#: Nothing before it in the statement says what the parameters are.
TYPED = "with given as (select cast(:id as uuid))"
ROWS = """select type, subject, data::jsonb as data, actor, correlation_id, occurred_at from outbox
where district_id = $1 order by seq"""


async def test_a_row_is_told_as_its_event(scheduling: Service, district_id: UUID) -> None:
    id_, other, day = new_id(), new_id(), date(2026, 9, 1)
    values = {"id": id_, "other": other, "day": day}
    one = text(f"{TYPED} {emit_sql(DelegationBegan, COVERS, to_id='second')}")
    async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
        ids = {"delegation_id": id_, "from_id": id_, "to_id": other, "school_id": None}
        ctx.emit(DelegationBegan(**ids, starts_on=day, ends_on=day))
        await ctx.session.execute(one, {**values, **ctx.emitting()})
    told = [dict(row) for row in await scheduling.sql(ROWS, district_id)]
    assert len(told) == 2
    assert told[0] == told[1]


async def test_events_of_several_types_keep_one_order(scheduling: Service, district_id: UUID) -> None:
    ended = f"select {fact_sql(DelegationEnded, to_id='second')}, 1 as place from {COVERS}"
    began = f"select {fact_sql(DelegationBegan, 'c', to_id='second')}, 2 from {COVERS}"
    both = text(f"{TYPED} {emit_all_sql(ended, began, order_by='f.place desc')}")
    values = {"id": new_id(), "other": new_id(), "day": date(2026, 9, 1)}
    async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
        await ctx.session.execute(both, {**values, **ctx.emitting()})
    assert [row["type"] for row in await scheduling.sql(ROWS, district_id)] == [
        DelegationBegan.type,
        DelegationEnded.type,
    ]


def test_a_field_the_event_has_not_is_no_statement() -> None:
    with pytest.raises(TypeError, match="DelegationBegan has no delegate_id"):
        emit_sql(DelegationBegan, "begun", delegate_id="to_id")
    with pytest.raises(TypeError, match="DelegationEnded has no reason"):
        json_sql(DelegationEnded, reason="'x'")


class Plain(BaseModel):
    id: UUID
    owner_id: UUID | None
    day: date
    due_on: date | None
    count: int
    most: int | None


class Worded(BaseModel):
    id: UUID
    title: str


async def test_json_put_together_from_text_is_the_same(scheduling: Service, district_id: UUID) -> None:
    rows = f"""(values ('{new_id()}'::uuid, '{new_id()}'::uuid, date '2026-09-01', date '2026-10-01', 3, 4),
      ('{new_id()}', null, '2026-09-01', null, -1, null)) t (id, owner_id, day, due_on, count, most)"""
    found = await scheduling.sql(f"select {json_sql(Plain, 't')}::text, {json_text_sql(Plain, 't')} from {rows}")
    assert [orjson.loads(text) for _, text in found] == [orjson.loads(built) for built, _ in found]
    assert len(found) == 2


def test_words_are_no_text_of_json() -> None:
    with pytest.raises(TypeError, match="might need escaping"):
        json_text_sql(Worded)
