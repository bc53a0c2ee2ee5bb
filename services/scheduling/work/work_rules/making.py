"""What rules make of facts: once of each, under the version of its day; undone when the fact is corrected, and made again.

Facts are heard in turns with publications and activations, so that no fact falls between a rule and its beginning.
"""

from datetime import date
from uuid import UUID

from services.scheduling.planning.plans.locks import wait_for_publishing
from services.scheduling.work.facts import repository as facts
from services.scheduling.work.facts.rules import Heard
from services.scheduling.work.facts.tables import FactRow
from services.scheduling.work.work_rules import proving, repository, rules, standing
from services.scheduling.work.work_rules.events import MadeWorkUndone, WorkProposed
from services.scheduling.work.work_rules.tables import MadeState, MadeWorkRow, Mode, WorkRuleRow, WorkRuleVersionRow
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.references import SCHOOL
from shared.ids import new_id

#: Facts of one activation at most: of more days it is asked again.
MOST_FACTS = 20_000


async def hear(ctx: Context, told: Heard) -> None:
    """Keep a fact, hold it against the rules, and close what it proves of their work. One older than what was told is nothing."""
    await wait_for_publishing(ctx)
    kept = await facts.keep(ctx, told)
    if kept is not None and await repository.goes_by(ctx, told.kind):
        fact = await facts.find(ctx, kept.fact_id)
        await follow(ctx, fact)
        # Who is left with it by another assignment began by that one.
        for other_id in await repository.of_same_holder(ctx, fact):
            await follow(ctx, await facts.find(ctx, other_id))
        await proving.follow(ctx, fact, kept.former_event_id)


async def begin_day(ctx: Context, last: date, today: date) -> None:
    """Facts told of ahead, whose day has come since `last`, make their work."""
    await wait_for_publishing(ctx)
    for kind in await repository.active_kinds(ctx):
        for fact in await facts.of_days(ctx, kind, last, today, MOST_FACTS):
            await follow(ctx, fact)


async def try_again(ctx: Context) -> None:
    """The directory has more than it had: make what could not be made for want of it."""
    await wait_for_publishing(ctx)
    for made in await repository.refused(ctx):
        version = await repository.find_version(ctx, made.rule_id, made.rule_version)
        rule = await ctx.get(WorkRuleRow, made.rule_id, "rule")
        await _stand(ctx, made, rule, version, await facts.find(ctx, made.fact_id))


async def follow(ctx: Context, fact: FactRow) -> None:
    """Hold a fact against every rule of its kind; what it made before keeps its version."""
    if fact.fact_on > await ctx.today():
        return
    versions = await repository.versions_of(ctx, fact.kind)
    if not versions:
        return
    made = await repository.made_of(ctx, fact.id)
    active = await repository.active(ctx, list(versions))
    for rule_id, known in versions.items():
        before = made.get(rule_id)
        if before is not None:
            version = next(one for one in known if one.number == before.rule_version)
            await _put_right(ctx, before, version, fact, is_active=rule_id in active)
        elif rule_id in active:
            found = rules.in_force(known, fact.fact_on)
            is_asked = found and found.kind == fact.kind and rules.is_met(found.content, fact.data)
            if found and is_asked and not await _has_made_already(ctx, rule_id, fact):
                await _make(ctx, active[rule_id], found, fact)


async def undo(ctx: Context, made: MadeWorkRow, reason: str) -> None:
    """It is to be done no more: what nobody has done is withdrawn, a proposal closed, and who had it is told."""
    if made.state in (MadeState.PROPOSED, MadeState.STANDING):
        await standing.ask_no_more(ctx, made, reason)
    made.state, made.reason = MadeState.UNDONE, reason
    await ctx.session.flush()
    ctx.emit(MadeWorkUndone.of(made))


async def _has_made_already(ctx: Context, rule_id: UUID, fact: FactRow) -> bool:
    """Who holds a role by hand and by the roster began once: by the first of the two, or the one that was told first."""
    others = await repository.of_same_holder(ctx, fact, at_once=True)
    return bool(await repository.held_before(ctx, [fact])) or await repository.has_made(ctx, rule_id, others)


async def _make(ctx: Context, rule: WorkRuleRow, version: WorkRuleVersionRow, fact: FactRow) -> None:
    made = MadeWorkRow(
        id=new_id(),
        rule_id=rule.id,
        rule_version=version.number,
        version_id=version.id,
        fact_id=fact.id,
        event_type=fact.kind,
        fact_on=fact.fact_on,
        mode=Mode(version.content["mode"]),
        state=MadeState.REFUSED,
        title=version.content["title"],
        proof_type=rules.proof_kind(version.content),
    )
    await _say(ctx, made, version, fact)
    ctx.add(made)
    await _stand(ctx, made, rule, version, fact)


async def _put_right(
    ctx: Context, made: MadeWorkRow, version: WorkRuleVersionRow, fact: FactRow, *, is_active: bool
) -> None:
    """The fact is told anew: it is made again, asked for otherwise, or undone. What somebody declined stays so."""
    is_met = rules.is_met(version.content, fact.data)
    if made.state is MadeState.DECLINED:
        return
    if not is_met:
        if made.state is not MadeState.UNDONE:
            await undo(ctx, made, "withdrawn" if fact.data is None else "corrected")
        return
    if made.state is MadeState.UNDONE and (made.reason == "retired" or not is_active):
        return
    if made.state is MadeState.UNDONE and await _has_made_already(ctx, made.rule_id, fact):
        return
    former = made.fact_on, made.school_id, made.because
    is_back = made.state in (MadeState.UNDONE, MadeState.REFUSED)
    made.fact_on = fact.fact_on
    is_accepted = made.mode is Mode.PROPOSAL and made.state is MadeState.STANDING
    await _say(ctx, made, version, fact, keep_day=is_accepted or (not is_back and former[0] == fact.fact_on))
    if is_back or former != (made.fact_on, made.school_id, made.because):
        await _stand(ctx, made, await ctx.get(WorkRuleRow, made.rule_id, "rule"), version, fact)


async def _say(
    ctx: Context, made: MadeWorkRow, version: WorkRuleVersionRow, fact: FactRow, *, keep_day: bool = False
) -> None:
    """Where it is owed, by when, and why."""
    content = version.content
    made.school_id = fact.school_id if content["place"] == "fact" else None
    assert fact.data is not None, "a fact that was withdrawn makes nothing"
    made.because = rules.because(
        *(fact.kind, fact.data, fact.fact_on, await _name(ctx, fact.school_id), version.title, version.number)
    )
    if not keep_day:
        made.due_on = await standing.due(ctx, made.school_id, fact.fact_on, content["due_school_days"])


async def _stand(
    ctx: Context, made: MadeWorkRow, rule: WorkRuleRow, version: WorkRuleVersionRow, fact: FactRow
) -> None:
    """Have its tasks made, or somebody asked whether they shall be. A proposal that was accepted is decided once."""
    if made.mode is Mode.PROPOSAL and made.state is not MadeState.STANDING:
        is_new = made.state is not MadeState.PROPOSED
        made.state, made.reason, made.decided_by_id, made.decided_at = MadeState.PROPOSED, None, None, None
        people = await standing.ask_to_decide(ctx, made, version)
        await ctx.session.flush()
        if is_new:
            ctx.emit(WorkProposed.of(made, next_to_act=people))
        return
    if made.mode is Mode.PROPOSAL:
        return
    asked = standing.wish(version.content, made.school_id, fact.staff_id, made.due_on)
    lacking = await standing.lacking(ctx, asked)
    if lacking is not None:
        if made.state is MadeState.STANDING:
            await standing.ask_no_more(ctx, made, "refused")
        made.state, made.reason = MadeState.REFUSED, lacking
        await ctx.session.flush()
        return
    await standing.ask(ctx, made, version, asked, rule.code)
    made.state, made.reason = MadeState.STANDING, None
    await ctx.session.flush()
    await proving.look_back(ctx, made, version)


async def _name(ctx: Context, school_id: UUID | None) -> str | None:
    if school_id is None:
        return None
    return (await references(ctx, {SCHOOL: [school_id]})).names().get(school_id)
