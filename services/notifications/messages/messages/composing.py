"""Who is told what by each thing scheduling says: pure functions from its words and the names in them to messages."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid5

from services.notifications.messages.messages.consumed import (
    Barrier,
    ChangedLine,
    Delegation,
    EmergencyAccessOpened,
    HandoverMade,
    Line,
    PeopleMentioned,
    PlanAtRisk,
    PlanPeopleReleased,
    PlanRiskCleared,
    TaskMoved,
    TaskReopened,
    TasksChanged,
    WeekSummed,
)
from services.notifications.messages.messages.making import Notification
from services.notifications.messages.messages.names import Names
from services.notifications.messages.messages.payloads import (
    BarrierFacts,
    ChangeCounts,
    DelegationFacts,
    EmergencyAccessFacts,
    HandoverFacts,
    MentionFacts,
    PlanAtRiskFacts,
    PlanEndedFacts,
    PlanWeek,
    TaskChanged,
    TaskReopenedFacts,
    TasksChangedFacts,
    WatchedFacts,
    WeeklySummaryFacts,
)
from services.notifications.wording.templates.kinds import Kind

#: Lines a message keeps; the counts beside them are whole.
KEPT = 50
#: A change that tells nobody: the year's horizon moved on and brought the next occurrences.
SILENT = "repetition"
#: At these steps the work lies with the assignee.
OF_ASSIGNEE = ("assigned", "escalated", "reopened")


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
    }


def notify_of_change(change: TasksChanged, coordinators: Sequence[UUID], names: Names) -> list[Notification]:
    """The owner, or the coordinators of what nobody owns."""
    if change.cause == SILENT:
        return []
    counts = ChangeCounts(**change.counts.model_dump())
    facts = TasksChangedFacts(
        kind=Kind.TASKS_CHANGED,
        change_id=change.change_id,
        cause=change.cause,
        plan_title=change.plan_title,
        mine=change.owner_id is not None,
        task_count=sum(change.counts.model_dump().values()),
        counts=counts,
        first_due_on=_first_due(change.lines),
        lines=[_changed(line, names) for line in change.lines[:KEPT]],
    )
    if change.owner_id is not None:
        return [Notification(change.change_id, change.owner_id, facts, change.plan_id)]
    # A subject of its own: the same change may tell a coordinator of their own tasks too.
    subject_id = about(change.change_id, "nobody")
    return [Notification(subject_id, person, facts, change.plan_id) for person in coordinators]


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
            ),
            ended.plan_id,
        )
        for person in ended.people
    ]


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
    )
    return [Notification(about(risk.risk_id, step), person, facts, risk.plan_id) for person in risk.people]


def notify_of_reopening(task: TaskReopened, event_id: UUID, by: UUID | None, names: Names) -> list[Notification]:
    """The owner, unless they reopened it themselves."""
    if task.owner_id is None or task.owner_id == by:
        return []
    facts = TaskReopenedFacts(
        kind=Kind.TASK_REOPENED,
        task_id=task.task_id,
        activity_code=task.activity_code,
        title=task.title,
        plan_title=names.get(task.plan_id),
        school_name=names.get(task.school_id),
        due_on=task.due_on,
        former_state=task.former_state,
        done_on=task.done_on,
        evidence_count=task.evidence_count,
        by_name=names.get(by),
    )
    return [Notification(event_id, task.owner_id, facts, task.plan_id)]


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
            ),
        )
        for person, part in parts.items()
    ]


def notify_of_delegation(delegation: Delegation, step: str, names: Names) -> list[Notification]:
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
            ),
        )
        for person, part, other in sides
    ]


def notify_of_barrier(barrier: Barrier, step: str, event_id: UUID, names: Names) -> list[Notification]:
    """Who raised it at every step, and the assignee when the work comes to them."""
    parts: dict[UUID, Literal["raiser", "assignee"]] = {}
    if barrier.raised_by_id is not None:
        parts[barrier.raised_by_id] = "raiser"
    if barrier.assignee_id is not None and step in OF_ASSIGNEE:
        parts[barrier.assignee_id] = "assignee"
    schools = barrier.school_ids
    return [
        Notification(
            event_id,
            person,
            BarrierFacts(
                kind=Kind.BARRIER,
                barrier_id=barrier.barrier_id,
                number=barrier.number,
                step=step,
                part=part,
                level=barrier.level,
                category=barrier.category,
                assignee_name=names.get(barrier.assignee_id),
                school_name=names.get(schools[0]) if len(schools) == 1 else None,
                school_count=len(schools),
                task_count=barrier.task_count,
                answer_due_on=barrier.answer_due_on,
            ),
        )
        for person, part in parts.items()
    ]


def notify_of_mention(mention: PeopleMentioned, names: Names) -> list[Notification]:
    """Everybody named but the writer."""
    facts = MentionFacts(
        kind=Kind.MENTION,
        task_id=mention.task_id,
        comment_id=mention.comment_id,
        plan_title=names.get(mention.plan_id),
        school_name=names.get(mention.school_id),
        by_name=names.get(mention.by_id),
    )
    people = dict.fromkeys(person for person in mention.mentioned_ids if person != mention.by_id)
    return [Notification(mention.comment_id, person, facts, mention.plan_id) for person in people]


def notify_of_move(move: TaskMoved, step: str, event_id: UUID, by: UUID | None, names: Names) -> list[Notification]:
    """Who watches the task, but for whoever moved it, and for an owner who is told that it is theirs to do again."""
    facts = WatchedFacts(
        kind=Kind.WATCHED,
        task_id=move.task_id,
        step=step,
        plan_title=names.get(move.plan_id),
        school_name=names.get(move.school_id),
        owner_name=names.get(move.owner_id),
        by_name=names.get(by),
    )
    told = {by, move.owner_id} if isinstance(move, TaskReopened) else {by}
    people = dict.fromkeys(person for person in move.watcher_ids if person not in told)
    return [Notification(event_id, person, facts, move.plan_id) for person in people]


def notify_of_week(district_id: UUID, week: WeekSummed, people: Sequence[UUID], names: Names) -> list[Notification]:
    """Whoever leads the school or, for the whole district's week, the district."""
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
    )
    subject_id = about(district_id, week.school_id or "district", week.week_starts_on)
    return [Notification(subject_id, person, facts) for person in people]


def _changed(line: ChangedLine, names: Names) -> TaskChanged:
    return TaskChanged(
        **line_facts(line, names),
        change=line.change,
        former_due_on=line.former_due_on,
        other_name=names.get(line.other_id),
    )


def _first_due(lines: Sequence[ChangedLine]) -> date | None:
    return min((line.due_on for line in lines if line.change not in ("withdrawn", "given_away")), default=None)


def notify_of_emergency(opened: EmergencyAccessOpened, answerable: Sequence[UUID], names: Names) -> list[Notification]:
    """Tell those who answer for the records, the opener too if they are one of them."""
    facts = EmergencyAccessFacts(
        kind=Kind.EMERGENCY_ACCESS,
        emergency_access_id=opened.emergency_access_id,
        by_name=names.get(opened.staff_id),
        school_name=names.get(opened.school_id),
        is_whole_district=opened.school_id is None,
        minutes=round((opened.until - opened.opened_at).total_seconds() / 60),
    )
    return [Notification(opened.emergency_access_id, person, facts) for person in sorted(set(answerable))]
