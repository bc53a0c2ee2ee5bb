"""What this service listens to: the directory, school years and terms, what proves tasks, and what other services ask for."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.scheduling.calendar.calendars.tables import TermKind
from services.scheduling.calendar.terms import repository as terms
from services.scheduling.planning.goal_values import service as goal_values
from services.scheduling.planning.plans.repository import list_reached
from services.scheduling.planning.teams import service as teams
from services.scheduling.views.risks import service as risks
from services.scheduling.work.changes import service as changes
from services.scheduling.work.changes.repository import places_waiting_for
from services.scheduling.work.delegations import service as delegations
from services.scheduling.work.evidence import service as evidence
from services.scheduling.work.facts import heard as facts
from services.scheduling.work.facts.rules import read
from services.scheduling.work.owed import heard
from services.scheduling.work.owed import service as owed
from services.scheduling.work.tasks import sharing_news
from services.scheduling.work.work_rules import making
from services.scheduling.year.daily_runs import repository as daily_runs
from services.scheduling.year.daily_runs.service import ONE_DAY
from services.scheduling.year.school_years import service as school_years
from shared import clock
from shared.auth.ended import follow_ended_access
from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.directory.consumers import follow_directory
from shared.events.event import Consumed, Envelope, Read
from shared.front_ends.consumers import follow_front_ends
from shared.school_year import school_year_of
from shared.teams import is_team
from shared.web.cors import follow_applications

consumers = Consumers("scheduling")


class PersonTold(Consumed, type=""):
    staff_id: UUID


class PersonsRole(PersonTold, type="partners.role.assigned.v1"):
    """Somebody holds a role."""


class PersonRecorded(PersonTold, type="partners.staff.recorded.v1"):
    """Somebody is of the staff, or has left."""


@consumers.on(PersonsRole)
@consumers.on(PersonRecorded)
async def note_what_they_share(ctx: Context, events: list[Received]) -> None:
    """Before the directory's copy is what it is told to be: whoever shares more tasks by it hears of those."""
    who = {event.data.staff_id for event in events}
    ctx.session.info["shared_before"] = await sharing_news.look(
        ctx, await list_reached(ctx), who, await last_begun(ctx)
    )


follow_directory(consumers)
follow_ended_access(consumers)
follow_applications(consumers)
follow_front_ends(consumers)


class SchoolYearListed(Consumed, type="assessment.school_year.listed.v1"):
    school_year_id: UUID
    title: str
    starts_on: date
    ends_on: date


class ListedTerm(Read):
    term_id: UUID
    school_year_id: UUID
    kind: TermKind
    code: str
    title: str
    starts_on: date
    ends_on: date
    deleted: bool


class TermsListed(Consumed, type="assessment.terms.listed.v1"):
    listed_at: datetime
    terms: list[ListedTerm]


class AdministrationScored(Consumed, type="assessment.administration.scored.v2"):
    administration_id: UUID
    school_id: UUID | None
    instrument_code: str
    instrument_version: str
    school_year: str
    window: str
    sequence: int
    subject_kind: str
    points: int
    possible: int
    met_threshold: bool | None
    item_count: int
    applicable_count: int
    held_on: date
    version: int
    subscales: list[dict[str, Any]] = []


class AdministrationCorrected(AdministrationScored, type="assessment.administration.corrected.v1"):
    """It stands for the score it corrects."""


class AdministrationWithdrawn(Consumed, type="assessment.administration.withdrawn.v1"):
    administration_id: UUID
    version: int
    subject_kind: str = "school"
    school_id: UUID | None = None
    instrument_code: str = ""
    school_year: str = ""
    window: str = ""

    @property
    def held_on(self) -> date | None:
        """The day it is told, for nothing was found on any."""
        return None


class AdministrationScoredV1(Consumed, type="assessment.administration.scored.v1"):
    administration_id: UUID
    school_id: UUID
    instrument_code: str
    instrument_version: str
    window: str
    points: int
    possible: int
    met_threshold: bool | None
    subscales: list[dict[str, Any]] = []
    scored_on: date | None = None

    @property
    def held_on(self) -> date | None:
        """The day it speaks of."""
        return self.scored_on

    @property
    def version(self) -> int:
        """It was told before scores were corrected: whatever else is told of it is newer."""
        return 0


class DayBegan(Consumed, type="scheduling.day.begun.v1"):
    day: date


class SchoolRecorded(Consumed, type="partners.school.recorded.v1"):
    school_id: UUID


class StaffRecorded(Consumed, type="partners.staff.recorded.v1"):
    staff_id: UUID
    active: bool


class RoleAssigned(Consumed, type="partners.role.assigned.v1"):
    staff_id: UUID
    school_id: UUID | None
    role: str
    starts_on: date
    ends_on: date | None


class Member(Read):
    member_id: UUID
    staff_id: UUID
    meeting_roles: list[str]
    stands_in_for: list[str]
    starts_on: date
    ends_on: date | None
    away_from: date | None
    away_until: date | None


class TeamRecorded(Consumed, type="partners.team.recorded.v1"):
    team_id: UUID
    school_id: UUID | None
    kind: str
    name: str
    starts_on: date
    ends_on: date | None
    members: list[Member]
    version: int


class RoleEnded(Consumed, type="partners.role.ended.v1"):
    school_id: UUID | None


@consumers.on(SchoolYearListed)
async def record_school_years(ctx: Context, events: list[Received]) -> None:
    """Take the roster's school years; due rules count in them. Of one listed twice the latest."""
    latest: dict[UUID, dict[str, Any]] = {}
    for event in sorted(events, key=lambda event: event.envelope.time):
        facts = event.data.model_dump(exclude={"school_year_id"})
        latest[event.data.school_year_id] = {"id": event.data.school_year_id, **facts, "listed_at": event.envelope.time}
    await school_years.record_listed(ctx, list(latest.values()))


@consumers.on(SchoolRecorded)
async def follow_schools(ctx: Context, events: list[Received]) -> None:
    """A school that opens, closes or changes gets and loses the tasks the plans want of it."""
    await changes.follow_directory(ctx, sorted({event.data.school_id for event in events}), "school")
    await owed.try_again(ctx)
    await making.try_again(ctx)


@consumers.on(RoleEnded)
async def follow_roles(ctx: Context, events: list[Received]) -> None:
    """What somebody had by a role goes to who holds it now."""
    schools = {event.data.school_id for event in events}
    await changes.follow_directory(ctx, None if None in schools else sorted(filter(None, schools)), "role")
    await delegations.turn(ctx, await ctx.today())
    await owed.try_again(ctx)
    await making.try_again(ctx)


consumers.on(RoleAssigned)(follow_roles)


async def tell_what_they_share(ctx: Context, events: list[Received]) -> None:
    """Who comes to hold a role hears which tasks they share by it, at the schools where they work by it."""
    before: sharing_news.Before = ctx.session.info.pop("shared_before")
    await sharing_news.tell_since(ctx, await list_reached(ctx), before, await last_begun(ctx))


consumers.on(RoleAssigned)(tell_what_they_share)


@consumers.on(TeamRecorded)
async def follow_teams(ctx: Context, events: list[Received]) -> None:
    """What a team does goes to who answers for it now."""
    activities, day = await list_reached(ctx), await last_begun(ctx)
    who = {member.staff_id for event in events for member in event.data.members}
    before = await sharing_news.look(ctx, activities, who, day)
    places = {event.data.school_id for event in events if await teams.take(ctx, event.data)}
    if not places:
        return
    if any(is_team(activity.owner_role) for activity in activities):
        await changes.follow_directory(ctx, None if None in places else sorted(filter(None, places)), "role")
    await sharing_news.tell_since(ctx, activities, before, day)


@consumers.on(StaffRecorded)
async def follow_staff(ctx: Context, events: list[Received]) -> None:
    """Who left owns nothing and stands in for nobody; who comes back, or is heard of after their role, gets what nobody has."""
    if any(not event.data.active for event in events):
        await changes.follow_directory(ctx, None, "role")
        await delegations.turn(ctx, await ctx.today())
        return
    places = await places_waiting_for(ctx, sorted({event.data.staff_id for event in events}))
    if places:
        await changes.follow_directory(ctx, None if None in places else [at for at in places if at], "role")


consumers.on(StaffRecorded)(tell_what_they_share)


@consumers.on(DayBegan)
async def look_for_risks(ctx: Context, events: list[Received]) -> None:
    """Hold plans against the rules of risk as a day begins, once it has: days that were missed are over."""
    today = await ctx.today()
    if any(event.data.day == today for event in events):
        await risks.look(ctx, today)


async def hear_wishes(ctx: Context, events: list[Received]) -> None:
    """Make tasks of what another service asks for."""
    for event in events:
        await owed.hear_wish(ctx, event.envelope.type.partition(".")[0], event.data)


async def hear_ends(ctx: Context, events: list[Received]) -> None:
    """Close the tasks of what another service asks for no more."""
    for event in events:
        await owed.hear_end(ctx, event.envelope.type.partition(".")[0], event.data)


for wish in heard.OWED:
    consumers.on(wish)(hear_wishes)
for end in heard.SETTLED:
    consumers.on(end)(hear_ends)


@consumers.on(TermsListed)
async def record_terms(ctx: Context, events: list[Received]) -> None:
    """Take the roster's terms; of one listed twice the latest."""
    latest: dict[UUID, dict[str, Any]] = {}
    for event in sorted(events, key=lambda event: event.data.listed_at):
        for term in event.data.terms:
            facts = term.model_dump(exclude={"term_id", "deleted"})
            gone = {"deleted_at": event.data.listed_at if term.deleted else None, "listed_at": event.data.listed_at}
            latest[term.term_id] = {"id": term.term_id, **facts, **gone}
    await terms.upsert_listed(ctx, list(latest.values()))


@consumers.on(AdministrationScored)
@consumers.on(AdministrationScoredV1)
@consumers.on(AdministrationCorrected)
@consumers.on(AdministrationWithdrawn)
async def keep_scores(ctx: Context, events: list[Received]) -> None:
    """Goals are measured by scores; a corrected one stands for what was found before."""
    await goal_values.keep_scores(ctx, [_score(event, await _day_of(ctx, event)) for event in events])


@consumers.on(RoleAssigned)
async def prove_by_role(ctx: Context, events: list[Received]) -> None:
    """Close the tasks that a role held today proves; a role that only begins later proves nothing yet.

    Whoever holds it already when it is told of proves it from then on.
    """
    day = await ctx.today()
    places = await evidence.places_asking(ctx, evidence.ROLE_ASSIGNED, {event.data.school_id for event in events})
    for event in events:
        held = event.data
        if held.school_id in places and held.starts_on <= day <= (held.ends_on or day):
            told = await _day_told(ctx, event.envelope)
            fact = _fact(event.envelope, max(held.starts_on, told))
            await evidence.prove(ctx, fact, held.school_id, {"role": held.role}, staff_id=held.staff_id)


async def hear_facts(ctx: Context, events: list[Received]) -> None:
    """Have whatever is marked prove tasks, by the days it speaks of, and make work; roles see to their proofs above.

    What is told of the district proves what the district itself owes.
    """
    for event in events:
        told = read(event.envelope, event.data.model_dump(), await _day_told(ctx, event.envelope))
        fact = evidence.Fact(told.event_id, told.type, told.subject, told.told_at, told.day)
        if told.kind != evidence.ROLE_ASSIGNED and told.is_versioned:
            await evidence.put_right(ctx, fact, told.version, told.school_id, told.data, staff_id=told.staff_id)
        elif told.kind != evidence.ROLE_ASSIGNED and told.data is not None:
            await evidence.prove(ctx, fact, told.school_id, told.data, staff_id=told.staff_id)
        await making.hear(ctx, told)


for marked in facts.FACTS.values():
    consumers.on(marked)(hear_facts)


def _score(event: Received, day: date) -> dict[str, Any]:
    """What is told of an administration, as values of goals are made of it; of one that is withdrawn nothing was found."""
    data = {**event.data.model_dump(), "version": event.data.version}
    told = {name: data[name] for name in ("administration_id", "version", "school_id", "instrument_code", "window")}
    found = {name: data.get(name) for name in ("points", "possible", "met_threshold")}
    year, kind = data.get("school_year") or school_year_of(day), data.get("subject_kind", "school")
    return {
        **told,
        **found,
        "subscales": data.get("subscales", []),
        "school_year": year,
        "held_on": day,
        "subject_kind": kind,
    }


def _fact(envelope: Envelope, day: date) -> evidence.Fact:
    return evidence.Fact(envelope.id, envelope.type, envelope.subject, envelope.time, day)


async def last_begun(ctx: Context) -> date:
    """The last day that began, whose beginning told what had come to be by it; today, if none has begun yet."""
    today = await ctx.today()
    last = await daily_runs.find_last(ctx, today + ONE_DAY)
    return last.day if last else today


async def _day_of(ctx: Context, event: Received) -> date:
    return event.data.held_on or await _day_told(ctx, event.envelope)


async def _day_told(ctx: Context, envelope: Envelope) -> date:
    """The district's day of the moment an event happened, for facts that have no day of their own."""
    return clock.day_in(await ctx.zone(), envelope.time)
