"""What this service listens to: the directory, and what scheduling says of plans, tasks and barriers."""

from collections.abc import Iterable
from uuid import UUID

from services.notifications.messages.messages import acting, alerting, composing, consumed, mentions, sharing, steps
from services.notifications.messages.messages import service as messages
from services.notifications.messages.messages.names import Names, holders_at_schools, holders_in_district, names_of
from services.notifications.messages.messages.published import (
    PlanPeopleAssigned,
    PlanPublished,
    Share,
    TasksAssigned,
    TasksAssignedV1,
)
from services.notifications.messages.messages.reasons import by_role
from services.notifications.messages.messages.rules import Chunk, Count, Plan, tally
from services.notifications.messages.messages.shared_facts import WhyFacts
from services.notifications.occasions.digests import service as digests
from services.notifications.outlets.stream.showing import show_live
from services.notifications.wording.templates.kinds import Kind
from shared.asked_work import texts
from shared.auth.ended import follow_ended_access
from shared.auth.profiles import DATA_MANAGER, DISTRICT_COORDINATOR, EXECUTIVE_LEADER, PRINCIPAL
from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.directory.consumers import follow_directory
from shared.directory.queries import Holder, holders
from shared.front_ends.consumers import follow_front_ends
from shared.principal import person_of
from shared.web.cors import follow_applications

consumers = Consumers("notifications")
follow_directory(consumers)
follow_ended_access(consumers)
follow_applications(consumers)
follow_front_ends(consumers)
show_live(consumers)

#: Who answers for records, and reviews an emergency access, as partners permits.
REVIEWING = (DISTRICT_COORDINATOR, DATA_MANAGER, EXECUTIVE_LEADER)


@consumers.on(PlanPeopleAssigned)
async def tally_people(ctx: Context, events: list[Received]) -> None:
    """Learn what a plan is called and whom it gives how much; announce it once all of its parts are here."""
    told: list[PlanPeopleAssigned] = [event.data for event in events]
    plans = {one.plan_id: _plan(event, one.part_count) for event, one in zip(events, told, strict=True)}
    chunks = {
        (one.plan_id, one.part): Chunk(one.plan_id, one.part, [_count(share) for share in one.shares]) for one in told
    }
    await messages.take_published(ctx, list(plans.values()), list(chunks.values()))


@consumers.on(TasksAssigned)
@consumers.on(TasksAssignedV1)
async def tally_tasks(ctx: Context, events: list[Received]) -> None:
    """Of plans that do not tell whom they concern: count who owns how many tasks; announce the plans this completes."""
    chunks: dict[tuple[UUID, int], Chunk] = {}
    for event in events:
        data: TasksAssigned = event.data
        if not data.people_told:
            counts = tally(data.school_id, ((task.owner_id, task.due_on, task.activity_id) for task in data.tasks))
            chunks.setdefault((data.plan_id, data.chunk), Chunk(data.plan_id, data.chunk, counts))
    await messages.take_published(ctx, chunks=list(chunks.values()))


@consumers.on(PlanPublished)
async def take_plans(ctx: Context, events: list[Received]) -> None:
    """Nobody has to publish these plans any more; those that do not tell whom they concern are announced by their chunks."""
    plans = {
        event.data.plan_id: _plan(event, event.data.chunk_count) for event in events if event.data.part_count is None
    }
    await messages.take_published(ctx, list(plans.values()))
    await messages.make_moot(ctx, [steps.way_of_plan(event.data.plan_id) for event in events])


@consumers.on(acting.PlanRevised)
@consumers.on(acting.RevisionDiscarded)
async def end_revisions(ctx: Context, events: list[Received]) -> None:
    """A revision is published or given up: nobody is asked any more to see to it."""
    ended = [event.data for event in events]
    await messages.make_moot(ctx, [steps.way_of_plan(one.plan_id, one.number) for one in ended])


@consumers.on(consumed.PlanPeopleReleased)
async def notify_of_ends(ctx: Context, events: list[Received]) -> None:
    """Tell owners of what is not done, authors and approvers that a plan has ended."""
    told = [notification for event in events for notification in composing.notify_of_end(event.data)]
    await messages.notify_many(ctx, Kind.PLAN_ENDED, told)
    await digests.forget_plans(ctx, {event.data.plan_id for event in events})


@consumers.on(acting.PlanAtRisk)
@consumers.on(acting.PlanRiskCleared)
async def notify_of_risks(ctx: Context, events: list[Received]) -> None:
    """Tell who answers for a plan that it is at risk, and that it is so no longer."""
    told = [notification for event in events for notification in composing.notify_of_risk(event.data)]
    await messages.notify_many(ctx, Kind.PLAN_AT_RISK, told)


@consumers.on(consumed.TaskReopened)
@consumers.on(consumed.TaskReopenedV1)
async def notify_of_reopenings(ctx: Context, events: list[Received]) -> None:
    """Tell owners that a task of theirs is to be done after all."""
    movers = {event.envelope.id: _by(event) for event in events}
    origins = [event.data.origin for event in events]
    said = {id_ for origin in origins for id_ in texts.people_and_schools(origin.code, origin.values)}
    names = await names_of(
        ctx,
        schools={event.data.school_id for event in events} | said,
        staff=set(movers.values()) | said,
        plans={event.data.plan_id for event in events},
    )
    told = [
        notification
        for event in events
        for notification in composing.notify_of_reopening(
            event.data, event.envelope.id, movers[event.envelope.id], names
        )
    ]
    await messages.notify_many(ctx, Kind.TASK_REOPENED, told)


@consumers.on(consumed.TasksChanged)
@consumers.on(consumed.TasksChangedV1)
async def notify_of_changes(ctx: Context, events: list[Received]) -> None:
    """Tell owners what a change means for their tasks, and coordinators of those nobody owns."""
    changes: list[consumed.TasksChanged] = [event.data for event in events]
    lines = [line for change in changes for line in change.lines]
    said = composing.named_in(lines)
    names = await names_of(
        ctx, schools={line.school_id for line in lines} | said, staff={line.other_id for line in lines} | said
    )
    coordinators = await _coordinators(ctx, (change.owner_id for change in changes))
    told = [
        notification
        for event in events
        for notification in composing.notify_of_change(event.data, _by(event), coordinators, names)
    ]
    await messages.notify_many(ctx, Kind.TASKS_CHANGED, told)


@consumers.on(consumed.HandoverMade)
async def notify_of_handovers(ctx: Context, events: list[Received]) -> None:
    """Tell both sides of a handover."""
    made: list[consumed.HandoverMade] = [event.data for event in events]
    names = await names_of(
        ctx,
        schools={handover.school_id for handover in made},
        staff={person for handover in made for person in (handover.former_owner_id, handover.new_owner_id)},
    )
    coordinators = await _coordinators(ctx, (handover.new_owner_id for handover in made))
    told = [
        notification
        for handover in made
        for notification in composing.notify_of_handover(handover, coordinators, names)
    ]
    await messages.notify_many(ctx, Kind.HANDOVER, told)


@consumers.on(consumed.DelegationBegan)
@consumers.on(consumed.DelegationEnded)
async def notify_of_delegations(ctx: Context, events: list[Received]) -> None:
    """Tell both sides that a delegation begins or is over."""
    names = await names_of(
        ctx,
        schools={event.data.school_id for event in events},
        staff={person for event in events for person in (event.data.from_id, event.data.to_id)},
    )
    told = [
        notification
        for event in events
        for notification in composing.notify_of_delegation(event.data, _step(event), _by(event), names)
    ]
    await messages.notify_many(ctx, Kind.DELEGATION, told)


async def notify_of_plan_steps(ctx: Context, events: list[Received]) -> None:
    """Tell who has to act on a plan or a revision now, and its authors that it is approved."""
    moves: list[acting.PlanMoved] = [event.data for event in events]
    names = await names_of(ctx, staff={*map(_by, events), *_people(one for move in moves for one in move.next_to_act)})
    told = [
        notification
        for event in events
        for notification in steps.notify_of_plan_step(event.data, _step(event), event.envelope.id, _by(event), names)
    ]
    await messages.notify_many(ctx, Kind.PLAN_STEP, told)


async def notify_of_barriers(ctx: Context, events: list[Received]) -> None:
    """Tell who raised a barrier, and to whom it comes."""
    barriers: list[acting.Barrier] = [event.data for event in events]
    people = [one for barrier in barriers for one in barrier.next_to_act]
    names = await names_of(
        ctx,
        schools={
            *(school for barrier in barriers for school in barrier.school_ids[:1]),
            *(one.school_id for one in people),
        },
        staff={
            *(person for barrier in barriers for person in (barrier.assignee_id, barrier.raised_by_id)),
            *_people(people),
        },
    )
    told = [
        notification
        for event in events
        for notification in steps.notify_of_barrier(event.data, _step(event), event.envelope.id, _by(event), names)
    ]
    await messages.notify_many(ctx, Kind.BARRIER, told)


@consumers.on(consumed.PeopleMentioned)
@consumers.on(consumed.PeopleMentionedV1)
async def notify_of_mentions(ctx: Context, events: list[Received]) -> None:
    """Tell people that a comment names them."""
    names = await names_of(
        ctx,
        schools={event.data.school_id for event in events},
        staff={event.data.by_id for event in events},
        plans={event.data.plan_id for event in events},
    )
    told = [
        notification
        for event in events
        for notification in mentions.notify_of_mention(event.data, event.envelope.id, names)
    ]
    await messages.notify_many(ctx, Kind.MENTION, told)


@consumers.on(consumed.PeopleUnmentioned)
async def take_back_mentions(ctx: Context, events: list[Received]) -> None:
    """E-mail about a mention that is gone is not sent, if it has not left."""
    gone = [(event.data.comment_id, person) for event in events for person in event.data.unmentioned_ids]
    await messages.make_moot(ctx, [mentions.mention_of(*one) for one in gone])


@consumers.on(consumed.TaskGiven)
async def notify_of_gifts(ctx: Context, events: list[Received]) -> None:
    """Tell people that a colleague has given them a task; what it is they read at the task."""
    given: list[consumed.TaskGiven] = [event.data for event in events]
    people = {person for task in given for person in (task.given_by, task.owner_id)}
    names = await names_of(ctx, schools={task.school_id for task in given}, staff=people)
    told = [notification for task in given for notification in composing.notify_of_gift(task, names)]
    await messages.notify_many(ctx, Kind.TASK_GIVEN, told)
    shared = [notification for task in given for notification in sharing.notify_of_shared_gift(task, names)]
    await messages.notify_many(ctx, Kind.TASKS_SHARED, shared)


@consumers.on(consumed.ResponsibilityShared)
async def notify_of_sharing(ctx: Context, events: list[Received]) -> None:
    """Tell people that they share responsibility for tasks of others."""
    shared: list[consumed.ResponsibilityShared] = [event.data for event in events]
    tasks = [task for one in shared for person in one.people for task in person.first_tasks]
    names = await names_of(ctx, schools={task.school_id for task in tasks}, staff=set())
    told = [notification for one in shared for notification in sharing.notify_of_sharing(one, names)]
    await messages.notify_many(ctx, Kind.TASKS_SHARED, told)


async def notify_watchers(ctx: Context, events: list[Received]) -> None:
    """Tell who watches a task that it moved."""
    watched = [event for event in events if event.data.watcher_ids]
    movers = {event.envelope.id: _by(event) for event in watched}
    names = await names_of(
        ctx,
        schools={event.data.school_id for event in watched},
        staff={*movers.values(), *(event.data.owner_id for event in watched)},
        plans={event.data.plan_id for event in watched},
    )
    told = [
        notification
        for event in watched
        for notification in composing.notify_of_move(
            event.data, _step(event), event.envelope.id, movers[event.envelope.id], names
        )
    ]
    await messages.notify_many(ctx, Kind.WATCHED, told)


@consumers.on(consumed.WeekSummed)
async def notify_of_weeks(ctx: Context, events: list[Received]) -> None:
    """Tell principals of their school's week, coordinators and executive leaders of the district's."""
    weeks: list[consumed.WeekSummed] = [event.data for event in events]
    schools = {week.school_id for week in weeks if week.school_id is not None}
    named = [line for week in weeks for line in (*week.worst, *([week.best] if week.best else []))]
    names = await names_of(
        ctx, schools={*schools, *(line.school_id for line in named)}, staff={line.owner_id for line in named}
    )
    principals = await holders_at_schools(ctx, PRINCIPAL, schools)
    leaders = await _of_district(ctx, names, DISTRICT_COORDINATOR, EXECUTIVE_LEADER)
    told = [
        notification
        for week in weeks
        for notification in composing.notify_of_week(
            ctx.district_id, week, _principals(principals, week.school_id, names) if week.school_id else leaders, names
        )
    ]
    await messages.notify_many(ctx, Kind.WEEKLY_SUMMARY, told)


@consumers.on(acting.EmergencyAccessOpened)
async def notify_of_emergencies(ctx: Context, events: list[Received]) -> None:
    """Tell at once those who answer for a district's and a school's records that somebody reads them by override."""
    names = await _names_of_emergencies(ctx, events)
    district = await _of_district(ctx, names, *REVIEWING)
    principals = await holders_at_schools(ctx, PRINCIPAL, {one.data.school_id for one in events if one.data.school_id})
    told = [
        notification
        for event in events
        for notification in steps.notify_of_emergency(
            event.data, "opened", {**_principals(principals, event.data.school_id, names), **district}, names
        )
    ]
    await messages.notify_many(ctx, Kind.EMERGENCY_ACCESS, told)


@consumers.on(acting.EmergencyAccessClosed)
async def notify_of_reviews(ctx: Context, events: list[Received]) -> None:
    """Tell those who may that an emergency access is to be reviewed."""
    names = await _names_of_emergencies(ctx, events)
    answerable = await _of_district(ctx, names, *REVIEWING)
    told = [one for event in events for one in steps.notify_of_emergency(event.data, "closed", answerable, names)]
    await messages.notify_many(ctx, Kind.EMERGENCY_ACCESS, told)


@consumers.on(acting.AttendanceAlertsTold)
async def notify_of_alerts(ctx: Context, events: list[Received]) -> None:
    """Tell who is to look after absences at a school that there are new ones, or that a correction undid some."""
    await messages.notify_many(ctx, Kind.ATTENDANCE_ALERTS, await alerting.notifications(ctx, events))


@consumers.on(consumed.TasksDue)
@consumers.on(consumed.TasksDueV1)
async def take_due(ctx: Context, events: list[Received]) -> None:
    """Keep what people have due; once all of the day is here, the worker makes digests and climbs the ladder."""
    await digests.take_due(ctx, [event.data for event in events])


for plan_step in acting.PLAN_STEPS:
    consumers.on(plan_step)(notify_of_plan_steps)
for step in acting.BARRIER_STEPS:
    consumers.on(step)(notify_of_barriers)
for move in consumed.TASK_STEPS:
    consumers.on(move)(notify_watchers)


def _plan(event: Received, chunk_count: int) -> Plan:
    said: PlanPublished | PlanPeopleAssigned = event.data
    return Plan(
        *(said.plan_id, said.title, said.school_year, chunk_count),
        activities={str(one.activity_id): one.title for one in said.activities},
        published_by_id=_by(event),
    )


def _count(share: Share) -> Count:
    first = [(task.activity_id, task.due_on) for task in share.first_tasks]
    return Count(share.owner_id, share.school_id, share.task_count, share.first_due_on, first)


async def _coordinators(ctx: Context, owners: Iterable[UUID | None]) -> list[UUID]:
    """The district's coordinators, if there is something nobody owns."""
    return await holders_in_district(ctx, DISTRICT_COORDINATOR) if None in set(owners) else []


async def _names_of_emergencies(ctx: Context, events: list[Received]) -> Names:
    return await names_of(
        ctx,
        schools={event.data.school_id for event in events},
        staff={event.data.staff_id for event in events},
    )


async def _of_district(ctx: Context, names: Names, *profiles: str) -> dict[UUID, WhyFacts]:
    """Who holds a role on one of the profiles for the district, and by which they are told: one on the first named."""
    found = sorted(await holders(ctx, profiles), key=lambda holder: profiles.index(holder.profile), reverse=True)
    return {holder.staff_id: by_role(holder.role, names) for holder in found}


def _principals(by_school: dict[UUID, list[Holder]], school_id: UUID | None, names: Names) -> dict[UUID, WhyFacts]:
    found = by_school.get(school_id, []) if school_id else []
    return {holder.staff_id: by_role(holder.role, names, school_id) for holder in found}


def _people(named: Iterable[acting.NextToAct]) -> set[UUID | None]:
    return {person for one in named for person in (one.person_id, one.covers_id)}


def _by(event: Received) -> UUID | None:
    """The person who did it, if one did."""
    return person_of(event.envelope.actor)


def _step(event: Received) -> str:
    """What happened, as the event's type says: `scheduling.barrier.raised.v1` is `raised`."""
    return event.envelope.type.split(".")[2]
