"""Tasks of what a rule made: asked for, asked for otherwise, and asked for no more, by what all owed work is made with."""

from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.planning.plans.tables import OwnedBy
from services.scheduling.work.blocking import repository as blocking
from services.scheduling.work.owed import repository as owed
from services.scheduling.work.owed.heard import HeardWish
from services.scheduling.work.owed.rules import Difference, difference, due_day
from services.scheduling.work.owed.service import NOTHING_STANDS
from services.scheduling.work.owed_works.tables import ClosesBy, OwedState, OwedWorkRow
from services.scheduling.work.tasks import service as tasks
from services.scheduling.work.work_rules import repository
from services.scheduling.work.work_rules.tables import MadeWorkRow, WorkRuleVersionRow
from shared.asked_work import texts
from shared.auth.profiles import DISTRICT_COORDINATOR, LEADS_IN_TURN
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.queries import holders
from shared.directory.references import SCHOOL
from shared.events.next_to_act import Because, NextToAct
from shared.ids import new_id

HERE = "scheduling"
#: Why tasks that nobody had done are over.
REASONS = {
    "corrected": "What it was made of has been corrected.",
    "withdrawn": "What it was made of has been withdrawn.",
    "retired": "The rule that made it has been retired.",
    "refused": "There is nobody to ask any more.",
}
SAME = Difference(is_afresh=False, is_reassigned=False, is_redated=False)
#: School days in which somebody decides over a proposal.
TO_DECIDE = 5


def wish(content: dict[str, Any], school_id: UUID | None, staff_id: UUID | None, due_on: date) -> HeardWish:
    """Whom a rule asks, where, by when."""
    asked_of = content["asked_of"]
    person = {"person": asked_of.get("person_id"), "person_of_fact": staff_id}.get(asked_of["kind"])
    return HeardWish(
        school_id=school_id,
        owned_by=OwnedBy(asked_of.get("owned_by", OwnedBy.ONE)),
        role=asked_of.get("role"),
        person_id=person,
        due_on=due_on,
        text_code="",
        text_values={},
        link="",
        closes_by=ClosesBy.HAND,
    )


async def due(ctx: Context, school_id: UUID | None, after: date, school_days: int) -> date:
    """So many school days after a day at a place; today at the earliest."""
    years = await calendars.calendars_at(ctx, after)
    found = due_day(years.of(school_id) if years else None, after, school_days)
    return max(found, await ctx.today())


async def lacking(ctx: Context, asked: HeardWish) -> str | None:
    """What is not there of whom and where it is asked; None when all is."""
    found = await owed.look_up(ctx, asked, await ctx.today())
    if not found.has_school:
        return "unknown_school"
    if not found.has_person or (asked.role is None and asked.person_id is None):
        return "unknown_person"
    if asked.owned_by is OwnedBy.EACH and not found.has_holder:
        return "nobody_holds_role"
    return None


async def ask(ctx: Context, made: MadeWorkRow, version: WorkRuleVersionRow, asked: HeardWish, code: str) -> int:
    """Have tasks stand for it, or make the open ones what is asked now; returns how many are open or done."""
    row = await repository.find_work(ctx, made.owed_work_id)
    if row is None:
        row = OwedWorkRow(
            id=new_id(),
            service=HERE,
            origin_type="made_work",
            origin_id=made.id,
            heard_version=0,
            state=OwedState.SETTLED,
        )
        ctx.add(row)
        made.owed_work_id = row.id
    former = row.wish if row.state is OwedState.STANDING else None
    said = asked.model_dump(mode="json")
    for name in ("school_id", "owned_by", "role", "person_id", "due_on", "closes_by"):
        setattr(row, name, getattr(asked, name))
    row.heard_version, row.wish, row.state, row.settled_as, row.settled_on = (
        row.heard_version + 1,
        said,
        OwedState.STANDING,
        None,
        None,
    )
    row.title, row.link = made.title, f"/v1/made-works/{made.id}"
    row.instructions, row.because = version.content["instructions"], made.because
    row.rule = {
        **{"id": str(version.rule_id), "code": code, "title": version.title, "version": version.number},
        **{"done_when": version.content["done_when"]},
    }
    await ctx.session.flush()
    # What people did with its tasks since stays: only what is open is asked otherwise.
    if former is None or await owed.live_tasks(ctx, row):
        await _make(ctx, row, difference(former, said), "asked")
    return await owed.count_tasks(ctx, row)


async def ask_no_more(ctx: Context, made: MadeWorkRow, reason: str) -> None:
    """Withdraw what nobody has done of it, saying why; done tasks stay."""
    for row in (
        await repository.find_work(ctx, made.owed_work_id),
        await repository.find_work(ctx, made.asked_work_id),
    ):
        if row is not None and row.state is OwedState.STANDING:
            row.state, row.settled_as, row.settled_on = OwedState.SETTLED, "dropped", await ctx.today()
            await _make(ctx, row, NOTHING_STANDS, reason)


async def ask_to_decide(ctx: Context, made: MadeWorkRow, version: WorkRuleVersionRow) -> list[NextToAct]:
    """Ask somebody to accept or decline it: of a school its leads in turn where the rule says so, else the district."""
    role, at, why = DISTRICT_COORDINATOR, None, Because.ROLE
    if version.content["decided_by"] == "school" and made.school_id is not None:
        there = {one.role for one in await holders(ctx, LEADS_IN_TURN, [made.school_id])}
        lead = next((role for role in LEADS_IN_TURN if role in there), None)
        role, at, why = (lead, made.school_id, why) if lead else (role, at, Because.NOBODY_ELSE)
    row = await repository.find_work(ctx, made.asked_work_id)
    if row is None:
        row = OwedWorkRow(
            id=new_id(),
            service=HERE,
            origin_type="proposal",
            origin_id=made.id,
            heard_version=0,
            state=OwedState.SETTLED,
        )
        ctx.add(row)
        made.asked_work_id = row.id
    how = SAME if row.state is OwedState.STANDING else NOTHING_STANDS
    row.heard_version, row.state, row.settled_as, row.settled_on = row.heard_version + 1, OwedState.STANDING, None, None
    row.school_id, row.owned_by, row.role, row.person_id = at, OwnedBy.ONE, role, None
    row.due_on = await due(ctx, at, await ctx.today(), TO_DECIDE)
    row.text_code, row.text_values = "work.proposed_for_district", {"day": made.fact_on.isoformat()}
    if made.school_id is not None:
        row.text_code, row.text_values = "work.proposed", {**row.text_values, "school": str(made.school_id)}
    names = (await references(ctx, {SCHOOL: [made.school_id] if made.school_id else []})).names()
    row.title = texts.say(row.text_code, texts.named(row.text_code, row.text_values, names), "en")
    row.link, row.closes_by, row.because = f"/v1/made-works/{made.id}", ClosesBy.ORIGIN, made.because
    await ctx.session.flush()
    await _make(ctx, row, how, "corrected")
    found = [task.owner_id for task in await owed.live_tasks(ctx, row) if task.owner_id]
    return [NextToAct(person_id=person, because=why, role=role, school_id=at) for person in found]


async def decided(ctx: Context, made: MadeWorkRow) -> None:
    """Somebody decided over it: whoever was asked to is asked no more."""
    row = await repository.find_work(ctx, made.asked_work_id)
    if row is None or row.state is not OwedState.STANDING:
        return
    today = await ctx.today()
    row.state, row.settled_as, row.settled_on = OwedState.SETTLED, "done", today
    await ctx.session.flush()
    for task in await owed.live_tasks(ctx, row):
        await tasks.finish(ctx, task, day=today)


async def _make(ctx: Context, row: OwedWorkRow, how: Difference, reason: str) -> None:
    today = await ctx.today()
    if await owed.make(ctx, row, how, today, cause="rule", reason=REASONS.get(reason, owed.NOT_ASKED)):
        await blocking.end_over(ctx, today)
