"""Who is told what by each thing scheduling says: pure functions from its words and the names in them to messages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid5

from services.notifications.messages.messages import reasons
from services.notifications.messages.messages.acting import PlanAtRisk, PlanRiskCleared
from services.notifications.messages.messages.consumed import (
    ChangedLine,
    Delegation,
    HandoverMade,
    Line,
    PlanPeopleReleased,
    TaskGiven,
    TaskMoved,
    TaskReassigned,
    TaskReopened,
    TaskReopenedV1,
    TasksChanged,
    TaskWithdrawn,
    WeekSummed,
)
from services.notifications.messages.messages.making import Notification
from services.notifications.messages.messages.names import Names, named_text
from services.notifications.messages.messages.payloads import (
    ChangeCounts,
    DelegationFacts,
    HandoverFacts,
    PlanAtRiskFacts,
    PlanEndedFacts,
    PlanWeek,
    TaskChanged,
    TaskEarly,
    TaskGivenFacts,
    TaskOfWeek,
    TaskReopenedFacts,
    TasksChangedFacts,
    WatchedFacts,
    WeeklySummaryFacts,
)
from services.notifications.messages.messages.shared_facts import WhyFacts
from services.notifications.wording.templates.kinds import Kind
from shared.asked_work import texts
from shared.auth.profiles import DISTRICT_COORDINATOR
from shared.events.next_to_act import Because

#: Lines a message keeps; the counts beside them are whole.
KEPT = 50
#: A change that tells nobody: the year's horizon moved on and brought the next occurrences.
SILENT = "repetition"
#: One that somebody made: they know.
BY_HAND = "hand"
#: What leaves nothing to find an owner for.
SETTLED = ("withdrawn", "given_away")
#: What each thing done to a task undoes.
UNDONE_BY = {"received": "given_away", "given_away": "received", "withdrawn": "reopened", "reopened": "withdrawn"}


def about(*parts: object) -> UUID:
    """One subject's id, the same whenever it is computed: what makes a second notification impossible."""
    return uuid5(UUID(int=0), "|".join(str(part) for part in parts))


def line_facts(line: Line, names: Names) -> dict[str, Any]:
    """What every line of a message says of a task."""
    return {
        "task_id": line.task_id,
        "plan_id": line.plan_id,
        "activity_code": line.activity_code,
        "title": line.title,
        "school_id": line.school_id,
        "school_name": names.get(line.school_id),
        "due_on": line.due_on,
        "text": named_text(line.text_code, line.text_values, names),
    } | {"made_because": line.because}


def named_in(lines: Iterable[Line]) -> set[UUID]:
    """The staff and schools whose names the texts of these tasks need."""
    return {id_ for line in lines for id_ in texts.people_and_schools(line.text_code, line.text_values)}


def notify_of_change(
    change: TasksChanged, by: UUID | None, coordinators: Sequence[UUID], names: Names
) -> list[Notification]:
    """The owner, or the coordinators of what nobody owns and somebody should; not whoever did it by hand."""
    if change.owner_id is None:
        change = _lacking(change)
    if change.cause == SILENT or not any(change.counts.model_dump().values()):
        return []
    done_by = by if change.cause == BY_HAND else None
    if done_by is not None and change.owner_id == done_by:
        return []
    counts = ChangeCounts(**change.counts.model_dump())
    task_count = sum(change.counts.model_dump().values())
    lines = [_changed(line, names) for line in change.lines[:KEPT]]
    facts = TasksChangedFacts(
        kind=Kind.TASKS_CHANGED,
        change_id=change.change_id,
        cause=change.cause,
        plan_title=change.plan_title,
        mine=change.owner_id is not None,
        task_count=task_count,
        counts=counts,
        first_due_on=_first_due(change.lines),
        only=lines[0] if lines and task_count == 1 else None,
        lines=lines,
        because=_of_change(change),
    )
    # A subject of its own: the same change may tell a coordinator of their own tasks too.
    subject_id = change.change_id if change.owner_id is not None else about(change.change_id, "nobody")
    people = [change.owner_id] if change.owner_id is not None else coordinators
    made, undone = _acts(change) if done_by is not None else (None, None)
    return [
        Notification(
            *(subject_id, person, facts, change.plan_id),
            by_hand=done_by is not None,
            topic=made,
            moot=undone,
            undoing=True,
        )
        for person in people
        if person != done_by
    ]


def notify_of_end(ended: PlanPeopleReleased) -> list[Notification]:
    """Everybody a plan's end concerns, once for the plan."""
    return [
        Notification(
            ended.plan_id,
            person.person_id,
            PlanEndedFacts(
                kind=Kind.PLAN_ENDED,
                title=ended.title,
                school_year=ended.school_year,
                ended_as=ended.ended_as,
                ended_on=ended.ended_on,
                undone_count=person.undone_count,
                overdue_count=person.overdue_count,
                because=reasons.FORMER_OWNER if person.undone_count else reasons.AUTHOR,
            ),
            ended.plan_id,
        )
        for person in ended.people
    ]


def notify_of_gift(task: TaskGiven, names: Names) -> list[Notification]:
    """Whom a colleague gave a task, unless they took it upon themselves."""
    if task.owner_id == task.given_by:
        return []
    facts = TaskGivenFacts(
        kind=Kind.TASK_GIVEN,
        task_id=task.task_id,
        by_name=names.get(task.given_by),
        school_name=names.get(task.school_id),
        due_on=task.due_on,
        because=reasons.given_by(task.given_by, names),
    )
    return [Notification(task.task_id, task.owner_id, facts)]


def notify_of_risk(risk: PlanAtRisk | PlanRiskCleared) -> list[Notification]:
    """Who wrote, submitted or approved the plan: once as it is found, once as it is cleared."""
    step: Literal["at_risk", "cleared"] = "at_risk" if isinstance(risk, PlanAtRisk) else "cleared"
    facts = PlanAtRiskFacts(
        kind=Kind.PLAN_AT_RISK,
        step=step,
        title=risk.title,
        looked_at=risk.kind,
        goal_title=risk.goal_title,
        found_on=risk.found_on,
        figures={figure.name: figure.value for figure in risk.figures},
        because=reasons.AUTHOR,
    )
    return [Notification(about(risk.risk_id, step), person, facts, risk.plan_id) for person in risk.people]


def notify_of_reopening(
    task: TaskReopened | TaskReopenedV1, event_id: UUID, by: UUID | None, names: Names
) -> list[Notification]:
    """The owner, unless they reopened it themselves."""
    if task.owner_id is None or task.owner_id == by:
        return []
    facts = TaskReopenedFacts(
        kind=Kind.TASK_REOPENED,
        task_id=task.task_id,
        activity_code=task.origin.code,
        title=task.origin.title,
        text=named_text(task.origin.code, task.origin.values, names) if task.origin.kind == "owed" else None,
        plan_title=names.get(task.plan_id),
        school_name=names.get(task.school_id),
        due_on=task.due_on,
        former_state=task.former_state,
        done_on=task.done_on,
        evidence_count=task.evidence_count,
        by_name=names.get(by),
        because=reasons.OWNER,
    )
    made, undone = _act([(task.task_id, "reopened")]), _act([(task.task_id, UNDONE_BY["reopened"])])
    return [
        Notification(
            *(event_id, task.owner_id, facts, task.plan_id),
            by_hand=by is not None,
            topic=made,
            moot=undone,
            undoing=True,
        )
    ]


def notify_of_handover(handover: HandoverMade, coordinators: Sequence[UUID], names: Names) -> list[Notification]:
    """Each side in its own words; without a successor the coordinators."""
    parts: dict[UUID, Literal["former", "new", "coordinator"]] = {}
    if handover.new_owner_id is None:
        parts.update(dict.fromkeys(coordinators, "coordinator"))
    else:
        parts[handover.new_owner_id] = "new"
    parts.setdefault(handover.former_owner_id, "former")
    return [
        Notification(
            handover.handover_id,
            person,
            HandoverFacts(
                kind=Kind.HANDOVER,
                handover_id=handover.handover_id,
                part=part,
                former_name=names.get(handover.former_owner_id),
                new_name=names.get(handover.new_owner_id),
                school_name=names.get(handover.school_id),
                role=handover.role,
                task_count=handover.task_count,
                open_count=handover.open_count,
                overdue_count=handover.overdue_count,
                because=_of_handover(handover, part, names),
            ),
        )
        for person, part in parts.items()
    ]


def notify_of_delegation(delegation: Delegation, step: str, by: UUID | None, names: Names) -> list[Notification]:
    """Both sides."""
    sides: tuple[tuple[UUID, Literal["from", "to"], UUID], ...] = (
        (delegation.from_id, "from", delegation.to_id),
        (delegation.to_id, "to", delegation.from_id),
    )
    return [
        Notification(
            about(delegation.delegation_id, step),
            person,
            DelegationFacts(
                kind=Kind.DELEGATION,
                delegation_id=delegation.delegation_id,
                step=step,
                part=part,
                other_name=names.get(other),
                school_name=names.get(delegation.school_id),
                starts_on=delegation.starts_on,
                ends_on=delegation.ends_on,
                because=reasons.covering(other, names, delegation.school_id) if part == "to" else reasons.OWNER,
            ),
            by_hand=by is not None,
            topic=about(delegation.delegation_id, step),
            moot=about(delegation.delegation_id, "began") if step == "ended" else None,
            undoing=True,
        )
        for person, part, other in sides
    ]


def notify_of_move(move: TaskMoved, step: str, event_id: UUID, by: UUID | None, names: Names) -> list[Notification]:
    """Who watches the task, but for whoever moved it, and for those who are told otherwise that it is or was theirs."""
    facts = WatchedFacts(
        kind=Kind.WATCHED,
        task_id=move.task_id,
        step=step,
        plan_title=names.get(move.plan_id),
        school_name=names.get(move.school_id),
        owner_name=names.get(move.owner_id),
        by_name=names.get(by),
        because=reasons.WATCHING,
    )
    told = {by, *_told_otherwise(move)}
    people = dict.fromkeys(person for person in move.watcher_ids if person not in told)
    # Who watches wants to know how it stands, not each turn it took.
    topic = about("watched", move.task_id)
    return [
        Notification(event_id, person, facts, move.plan_id, by_hand=by is not None, topic=topic, moot=topic)
        for person in people
    ]


def notify_of_week(
    district_id: UUID, week: WeekSummed, people: Mapping[UUID, WhyFacts], names: Names
) -> list[Notification]:
    """Whoever leads the school or, for the whole district's week, the district; nobody of a week with nothing to say."""
    if not (week.done or week.overdue or week.blocked or week.unowned or week.due_next_week):
        return []
    facts = WeeklySummaryFacts(
        kind=Kind.WEEKLY_SUMMARY,
        week_starts_on=week.week_starts_on,
        week_ends_on=week.week_ends_on,
        school_id=week.school_id,
        school_name=names.get(week.school_id),
        done_count=week.done,
        on_time_count=week.on_time,
        overdue_count=week.overdue,
        blocked_count=week.blocked,
        unowned_count=week.unowned,
        due_next_week_count=week.due_next_week,
        plan_count=len(week.plans),
        plans=[PlanWeek(**plan.model_dump()) for plan in week.plans[:KEPT]],
        worst=[TaskOfWeek(**line_facts(line, names), owner_name=names.get(line.owner_id)) for line in week.worst],
        best=_best(week, names),
    )
    subject_id = about(district_id, week.school_id or "district", week.week_starts_on)
    return [
        Notification(subject_id, person, facts.model_copy(update={"because": because}))
        for person, because in people.items()
    ]


def _best(week: WeekSummed, names: Names) -> TaskEarly | None:
    if week.best is None:
        return None
    owner = names.get(week.best.owner_id)
    return TaskEarly(**line_facts(week.best, names), owner_name=owner, days_early=week.best.days_early)


def _of_handover(handover: HandoverMade, part: str, names: Names) -> WhyFacts:
    if part == "coordinator":
        return WhyFacts(code=Because.NOBODY_ELSE, role=DISTRICT_COORDINATOR)
    return reasons.OWNER if part == "former" else reasons.by_role(handover.role, names, handover.school_id)


def _told_otherwise(move: TaskMoved) -> set[UUID | None]:
    """Who hears of a move by a message of its own: of one that comes back, is taken back or changes hands."""
    if isinstance(move, TaskReassigned):
        return {move.owner_id, move.former_owner_id}
    return {move.owner_id} if isinstance(move, (TaskReopened, TaskWithdrawn)) else set()


def _act(tasks: Iterable[tuple[UUID, str]]) -> UUID:
    """What an act made of tasks, whichever way it came about."""
    return about(*sorted(f"{task_id} {change}" for task_id, change in tasks))


def _acts(change: TasksChanged) -> tuple[UUID, UUID] | tuple[None, None]:
    """What a change by hand made of somebody's tasks, and what it undoes if that was made before; of long lists nothing."""
    done = [(line.task_id, line.change) for line in change.lines]
    if len(done) < sum(change.counts.model_dump().values()) or any(what not in UNDONE_BY for _, what in done):
        return None, None
    return _act(done), _act((task_id, UNDONE_BY[what]) for task_id, what in done)


def _lacking(change: TasksChanged) -> TasksChanged:
    """Of what became of tasks without an owner, what still wants one: neither what is withdrawn nor what found somebody."""
    counts = change.counts.model_copy(update=dict.fromkeys(SETTLED, 0))
    return change.model_copy(
        update={"counts": counts, "lines": [line for line in change.lines if line.change not in SETTLED]}
    )


def _of_change(change: TasksChanged) -> WhyFacts:
    if change.owner_id is None:
        return reasons.COORDINATING
    counts = change.counts
    return reasons.FORMER_OWNER if counts.given_away == sum(counts.model_dump().values()) else reasons.OWNER


def _changed(line: ChangedLine, names: Names) -> TaskChanged:
    return TaskChanged(
        **line_facts(line, names),
        change=line.change,
        former_due_on=line.former_due_on,
        other_name=names.get(line.other_id),
    )


def _first_due(lines: Sequence[ChangedLine]) -> date | None:
    return min((line.due_on for line in lines if line.change not in ("withdrawn", "given_away")), default=None)
