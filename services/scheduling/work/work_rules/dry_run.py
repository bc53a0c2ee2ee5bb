"""A rule tried on the facts of the past: what it would have made, and for whom. Nothing is written, nobody is told."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.permissions import POLICY
from services.scheduling.work.facts import repository as facts
from services.scheduling.work.facts.tables import FactRow
from services.scheduling.work.owed.rules import due_day
from services.scheduling.work.work_rules import repository, rules
from services.scheduling.work.work_rules.errors import TooManyFacts
from services.scheduling.work.work_rules.schemas import Cause, Days, DryRun, PersonLoad, SchoolLoad
from services.scheduling.work.work_rules.tables import WorkRuleRow
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.queries import catalogue
from shared.directory.references import SCHOOL, STAFF
from shared.errors import DaysOutOfOrder, fault
from shared.texts.words import Words

NINETY = timedelta(days=90)
MOST_FACTS, MOST_CAUSES, MOST_PEOPLE = 20_000, 200, 500


async def run(ctx: Context, rule_id: UUID, days: Days) -> DryRun:
    """What the draft would have made. Raises `DaysOutOfOrder`, `TooManyFacts`."""
    POLICY.require(ctx, "work-rules:write")
    rule = await ctx.get(WorkRuleRow, rule_id, "rule")
    today = await ctx.today()
    last = days.last_on or today
    first = days.first_on or last - NINETY
    if first > last:
        raise DaysOutOfOrder(errors=[fault("/first_on", Words("lies after last_on", es="es posterior a last_on"))])
    kind = rules.kind_of(rule.content["when"]["event_type"])
    found = await facts.of_days(ctx, kind, first, last, MOST_FACTS)
    if len(found) > MOST_FACTS:
        raise TooManyFacts(Words(f"There are more than {MOST_FACTS:,}.", es=f"Hay más de {MOST_FACTS:,}."))
    twice = await repository.held_before(ctx, found)
    met = [fact for fact in found if fact.id not in twice and rules.is_met(rule.content, fact.data)]
    held = await repository.held(ctx, today)
    owners = {fact.id: _owners(rule.content, fact, held) for fact in met}
    dues = await _dues(ctx, rule.content, met)
    people = {who for some in owners.values() for who in some if who}
    profiles = {code: role.profile for code, role in (await catalogue(ctx)).items()}
    names = await references(ctx, {STAFF: list(people), SCHOOL: [fact.school_id for fact in met if fact.school_id]})
    schools = Counter[UUID | None]()
    weeks = Counter[tuple[UUID | None, date]]()
    for fact in met:
        schools[_place(rule.content, fact)] += len(owners[fact.id])
        monday = dues[fact.id] - timedelta(days=dues[fact.id].weekday())
        weeks.update((who, monday) for who in owners[fact.id])
    return DryRun(
        first_on=first,
        last_on=last,
        kept_since=await repository.kept_since(ctx, kind),
        fact_count=len(found),
        cause_count=len(met),
        task_count=sum(map(len, owners.values())),
        warnings=rules.warnings(rule.content, profiles),
        causes=[
            Cause(
                fact_on=fact.fact_on,
                school=names.to(SCHOOL, _place(rule.content, fact)),
                because=rules.because(
                    kind,
                    fact.data or {},
                    fact.fact_on,
                    names.names().get(fact.school_id) if fact.school_id else None,
                    rule.title,
                    rule.number + 1,
                ),
                due_on=dues[fact.id],
                owners=[one for who in owners[fact.id] if who and (one := names.to(STAFF, who))],
            )
            for fact in met[:MOST_CAUSES]
        ],
        by_school=[SchoolLoad(school=names.to(SCHOOL, at), task_count=n) for at, n in schools.most_common()],
        by_person_and_week=[
            PersonLoad(person=names.to(STAFF, who), week_starts_on=monday, task_count=n)
            for (who, monday), n in weeks.most_common(MOST_PEOPLE)
        ],
    )


def _place(content: dict[str, Any], fact: FactRow) -> UUID | None:
    return fact.school_id if content["place"] == "fact" else None


def _owners(content: dict[str, Any], fact: FactRow, held: Any) -> list[UUID | None]:
    return rules.owners(content, _place(content, fact), fact.staff_id, held)


async def _dues(ctx: Context, content: dict[str, Any], met: list[FactRow]) -> dict[UUID, date]:
    """The day the work of each fact would be due."""
    found = {}
    for fact in met:
        years = await calendars.calendars_at(ctx, fact.fact_on)
        year = years.of(_place(content, fact)) if years else None
        found[fact.id] = due_day(year, fact.fact_on, content["due_school_days"])
    return found
