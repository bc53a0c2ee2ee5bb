"""What this service listens to: the directory, and what scheduling says of plans, tasks and barriers."""

from collections.abc import Iterable
from uuid import UUID

from services.notifications.messages.messages import composing, consumed
from services.notifications.messages.messages import service as messages
from services.notifications.messages.messages.consumed import PlanPublished, TasksAssigned, TasksAssignedV1
from services.notifications.messages.messages.names import holders_at_schools, holders_in_district, names_of
from services.notifications.messages.messages.rules import Chunk, Plan, tally
from services.notifications.occasions.digests import service as digests
from services.notifications.outlets.stream.consumers import show_live
from services.notifications.wording.templates.kinds import Kind
from shared.asked_work import texts
from shared.auth.ended import follow_ended_access
from shared.auth.profiles import DATA_MANAGER, DISTRICT_COORDINATOR, EXECUTIVE_LEADER, PRINCIPAL
from shared.bus.inbox import Consumers, Received
from shared.context.context import Context
from shared.directory.consumers import follow_directory
from shared.principal import person_of
from shared.web.cors import follow_applications

consumers = Consumers("notifications")
follow_directory(consumers)
follow_ended_access(consumers)
follow_applications(consumers)
show_live(consumers)


@consumers.on(TasksAssigned)
@consumers.on(TasksAssignedV1)
async def tally_tasks(ctx: Context, events: list[Received]) -> None:
    """Count who owns how many tasks; announce the plans this completes."""
    chunks: dict[tuple[UUID, int], Chunk] = {}
    for event in events:
        data = event.data
        counts = tally((task.owner_id, task.due_on) for task in data.tasks)
        chunks.setdefault((data.plan_id, data.chunk), Chunk(data.plan_id, data.chunk, data.school_id, counts))
    await messages.take_chunks(ctx, list(chunks.values()))


@consumers.on(PlanPublished)
async def take_plans(ctx: Context, events: list[Received]) -> None:
    """Learn what a plan is called and how many chunks it has; announce it if they are all here."""
    plans = {e.data.plan_id: Plan(e.data.plan_id, e.data.title, e.data.school_year, e.data.chunk_count) for e in events}
    await messages.take_plans(ctx, list(plans.values()))


@consumers.on(consumed.PlanPeopleReleased)
async def notify_of_ends(ctx: Context, events: list[Received]) -> None:
    """Tell owners of what is not done, authors and approvers that a plan has ended."""
    told = [notification for event in events for notification in composing.notify_of_end(event.data)]
    await messages.notify_many(ctx, Kind.PLAN_ENDED, told)


@consumers.on(consumed.TaskReopened)
@consumers.on(consumed.TaskReopenedV1)
async def notify_of_reopenings(ctx: Context, events: list[Received]) -> None:
    """Tell owners that a task of theirs is to be done after all."""
    movers = {event.envelope.id: person_of(event.envelope.actor) for event in events}
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
        notification for change in changes for notification in composing.notify_of_change(change, coordinators, names)
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
        for notification in composing.notify_of_delegation(event.data, _step(event), names)
    ]
    await messages.notify_many(ctx, Kind.DELEGATION, told)


async def notify_of_barriers(ctx: Context, events: list[Received]) -> None:
    """Tell who raised a barrier, and to whom it comes."""
    names = await names_of(
        ctx,
        schools={school for event in events for school in event.data.school_ids[:1]},
        staff={event.data.assignee_id for event in events},
    )
    told = [
        notification
        for event in events
        for notification in composing.notify_of_barrier(event.data, _step(event), event.envelope.id, names)
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
    told = [notification for event in events for notification in composing.notify_of_mention(event.data, names)]
    await messages.notify_many(ctx, Kind.MENTION, told)


@consumers.on(consumed.TaskGiven)
async def notify_of_gifts(ctx: Context, events: list[Received]) -> None:
    """Tell people that a colleague has given them a task; what it is they read at the task."""
    given: list[consumed.TaskGiven] = [event.data for event in events]
    names = await names_of(ctx, schools={task.school_id for task in given}, staff={task.given_by for task in given})
    told = [notification for task in given for notification in composing.notify_of_gift(task, names)]
    await messages.notify_many(ctx, Kind.TASK_GIVEN, told)


async def notify_watchers(ctx: Context, events: list[Received]) -> None:
    """Tell who watches a task that it moved."""
    watched = [event for event in events if event.data.watcher_ids]
    movers = {event.envelope.id: person_of(event.envelope.actor) for event in watched}
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
    names = await names_of(ctx, schools=schools)
    principals = await holders_at_schools(ctx, PRINCIPAL, schools)
    leaders = await holders_in_district(ctx, DISTRICT_COORDINATOR, EXECUTIVE_LEADER)
    told = [
        notification
        for week in weeks
        for notification in composing.notify_of_week(
            ctx.district_id, week, principals.get(week.school_id, []) if week.school_id else leaders, names
        )
    ]
    await messages.notify_many(ctx, Kind.WEEKLY_SUMMARY, told)


@consumers.on(consumed.EmergencyAccessOpened)
async def notify_of_emergencies(ctx: Context, events: list[Received]) -> None:
    """Tell at once those who answer for a district's and a school's records that somebody reads them by override."""
    opened: list[consumed.EmergencyAccessOpened] = [event.data for event in events]
    schools = {one.school_id for one in opened if one.school_id is not None}
    names = await names_of(ctx, schools=schools, staff={one.staff_id for one in opened})
    district = await holders_in_district(ctx, DISTRICT_COORDINATOR, DATA_MANAGER, EXECUTIVE_LEADER)
    principals = await holders_at_schools(ctx, PRINCIPAL, schools)
    told = [
        notification
        for one in opened
        for notification in composing.notify_of_emergency(
            one, [*district, *(principals.get(one.school_id, []) if one.school_id else [])], names
        )
    ]
    await messages.notify_many(ctx, Kind.EMERGENCY_ACCESS, told)


@consumers.on(consumed.TasksDue)
@consumers.on(consumed.TasksDueV1)
async def take_due(ctx: Context, events: list[Received]) -> None:
    """Keep what people have due; once all of the day is here, the worker makes digests and climbs the ladder."""
    await digests.take_due(ctx, [event.data for event in events])


for step in consumed.BARRIER_STEPS:
    consumers.on(step)(notify_of_barriers)
for move in consumed.TASK_STEPS:
    consumers.on(move)(notify_watchers)


async def _coordinators(ctx: Context, owners: Iterable[UUID | None]) -> list[UUID]:
    """The district's coordinators, if there is something nobody owns."""
    return await holders_in_district(ctx, DISTRICT_COORDINATOR) if None in set(owners) else []


def _step(event: Received) -> str:
    """What happened, as the event's type says: `scheduling.barrier.raised.v1` is `raised`."""
    return event.envelope.type.split(".")[2]
