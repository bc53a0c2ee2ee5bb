"""Asking people for work, taking it back, and hearing what scheduling made of it.

The wish is kept in the service's own table and said in the same transaction. Saying the same again says nothing.
"""

from datetime import date
from typing import Any, Literal
from uuid import UUID

import orjson
from sqlalchemy import text

from shared.asked_work.events import Wish, WorkOwed, WorkSettled
from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.events.event import Consumed
from shared.ids import new_id

# What is due so many school days after it was first asked stays so, however often it is asked again.
_ASK = text("""
insert into asked_works as a (district_id, id, origin_type, origin_id, wish, wish_version, state,
                              created_at, updated_at, created_by, updated_by, version)
values (:district_id, :id, :origin_type, :origin_id, cast(:wish as jsonb), 1, 'asked', :now, :now, :actor, :actor, 1)
on conflict (district_id, origin_type, origin_id) do update
set wish = case when :from_asking and a.state <> 'settled'
             then excluded.wish || jsonb_build_object('due_after', a.wish -> 'due_after') else excluded.wish end,
  wish_version = a.wish_version + 1, state = 'asked', reason = null, due_on = null, task_count = null, answered_at = null,
  settled_as = null, settled_on = null, updated_at = :now, updated_by = :actor, version = a.version + 1
where a.state = 'settled'
  or case when :from_asking then a.wish - 'due_after' <> excluded.wish - 'due_after' else a.wish <> excluded.wish end
returning wish, wish_version""")
_SETTLE = text("""
update asked_works set state = 'settled', settled_as = :settled_as, settled_on = :settled_on, reason = null,
  wish_version = wish_version + 1, updated_at = :now, updated_by = :actor, version = version + 1
where district_id = :district_id and origin_type = :origin_type and origin_id = :origin_id and state <> 'settled'
returning wish_version""")
# An answer to an older wish says nothing of the one that stands.
_ANSWER = text("""
update asked_works set state = :state, reason = :reason, due_on = :due_on, task_count = :task_count, answered_at = :now,
  updated_at = :now, updated_by = :actor, version = version + 1
where district_id = :district_id and origin_type = :origin_type and origin_id = :origin_id
  and wish_version = :wish_version and state <> 'settled'""")
_STANDING = text("""
select origin_id from asked_works
where district_id = :district_id and origin_type = :origin_type and state <> 'settled' order by origin_id""")


class WorkTaken(Consumed, type="scheduling.work.taken.v1"):
    """Scheduling has made tasks of a wish."""

    service: str
    origin_type: str
    origin_id: UUID
    wish_version: int
    due_on: date
    task_count: int


class WorkRefused(Consumed, type="scheduling.work.refused.v1"):
    """Scheduling can make no task of a wish."""

    service: str
    origin_type: str
    origin_id: UUID
    wish_version: int
    reason: str


class Asking:
    """A service's way to ask: with its own two events."""

    def __init__(self, owed: type[WorkOwed], settled: type[WorkSettled]) -> None:
        self.owed, self.settled = owed, settled

    async def ask(self, ctx: Context, origin_type: str, origin_id: UUID, wish: Wish) -> None:
        """Ask people for something that a thing of this service needs, or say anew what is asked for it.

        Of a wish due some school days after no day they count from the day it is first asked.
        """
        from_asking = wish.school_days is not None and wish.due_after is None
        said = wish.model_copy(update={"due_after": await ctx.today()}) if from_asking else wish
        values = {
            **{"district_id": ctx.district_id, "id": new_id(), "now": ctx.now, "actor": ctx.actor},
            **{"origin_type": origin_type, "origin_id": origin_id, "from_asking": from_asking},
            "wish": orjson.dumps(said.model_dump(mode="json")).decode(),
        }
        row = (await ctx.session.execute(_ASK, values)).one_or_none()
        if row is not None:
            kept = Wish.model_validate(row.wish)
            ctx.emit(self.owed(origin_type=origin_type, origin_id=origin_id, version=row.wish_version, wish=kept))

    async def settle(
        self, ctx: Context, origin_type: str, origin_id: UUID, settled_as: Literal["done", "dropped"] = "done"
    ) -> None:
        """Take back what is asked for a thing: it was done, or is dropped. Nothing if nothing is asked for it."""
        said = {"origin_type": origin_type, "origin_id": origin_id}
        end = {"settled_as": settled_as, "settled_on": await ctx.today()}
        values = {"district_id": ctx.district_id, "now": ctx.now, "actor": ctx.actor, **said, **end}
        version = (await ctx.session.execute(_SETTLE, values)).scalar_one_or_none()
        if version is not None:
            ctx.emit(self.settled.model_validate({**said, **end, "version": version}))


async def standing(ctx: Context, origin_type: str) -> list[UUID]:
    """The things of a kind that something is asked for now."""
    values = {"district_id": ctx.district_id, "origin_type": origin_type}
    return [row[0] for row in await ctx.ask(_STANDING, values)]


def follow_answers(consumers: Consumers) -> None:
    """Have a service note on its own rows what scheduling answered."""

    async def note(ctx: Context, events: list[Received]) -> None:
        for event in events:
            if event.data.service == consumers.service:
                await _note(ctx, event.data)

    consumers.on(WorkTaken)(note)
    consumers.on(WorkRefused)(note)


async def _note(ctx: Context, answer: WorkTaken | WorkRefused) -> None:
    facts: dict[str, Any] = {"state": "taken", "reason": None, "due_on": None, "task_count": None}
    if isinstance(answer, WorkTaken):
        facts |= {"due_on": answer.due_on, "task_count": answer.task_count}
    else:
        facts |= {"state": "refused", "reason": answer.reason}
    which = answer.model_dump(include={"origin_type", "origin_id", "wish_version"})
    await ctx.session.execute(
        _ANSWER, {"district_id": ctx.district_id, "now": ctx.now, "actor": ctx.actor, **which, **facts}
    )
