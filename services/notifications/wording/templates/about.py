"""What a message is about, from its facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.notifications.wording.templates.kinds import Kind
from services.notifications.wording.templates.rendering import title_of
from shared.about import About, AboutKind


@dataclass(frozen=True)
class Said:
    """A message, as far as what it is about needs it."""

    kind: str
    language: str
    facts: Mapping[str, Any]
    subject_id: UUID | str
    plan_id: UUID | str | None


Subject = tuple[AboutKind, Any, int | None, str | None]


def about_of(said: Said, link: str | None) -> About:
    """What it is about; `link` is where its reader sees to it."""
    kind, id_, number, title = SUBJECTS[Kind(said.kind)](said)
    return About(kind=kind, id=id_, number=number, title=title or None, link=link)


def _plan(said: Said) -> Subject:
    return AboutKind.PLAN, said.plan_id or said.subject_id, None, said.facts["title"]


def _plan_step(said: Said) -> Subject:
    kind = AboutKind.PLAN if said.facts["revision"] is None else AboutKind.REVISION
    return kind, said.facts["plan_id"], said.facts["revision"], said.facts["title"]


def _task(said: Said) -> Subject:
    return AboutKind.TASK, said.facts["task_id"], None, title_of(said.facts, said.language)


def _changes(said: Said) -> Subject:
    """The task when it touched one, else the plan whose tasks they are, else whatever is on somebody's day."""
    if only := said.facts.get("only"):
        return AboutKind.TASK, only["task_id"], None, title_of(only, said.language)
    return _tasks(said, said.facts["plan_title"])


def _tasks(said: Said, title: str | None) -> Subject:
    return (AboutKind.PLAN, said.plan_id, None, title) if said.plan_id else _my_day(said)


def _my_day(_: Said) -> Subject:
    return AboutKind.MY_DAY, None, None, None


def _barrier(said: Said) -> Subject:
    return AboutKind.BARRIER, said.facts["barrier_id"], said.facts["number"], said.facts.get("title")


def _announcement(said: Said) -> Subject:
    return AboutKind.ANNOUNCEMENT, said.subject_id, None, said.facts["title"]


def _named(kind: AboutKind) -> Callable[[Said], Subject]:
    """A thing without a title of its own, whose id is the fact of its name."""
    return lambda said: (kind, said.facts[f"{kind}_id"], None, None)


SUBJECTS: Mapping[Kind, Callable[[Said], Subject]] = {
    Kind.PLAN_PUBLISHED: _plan,
    Kind.PLAN_STEP: _plan_step,
    Kind.PLAN_ENDED: _plan,
    Kind.PLAN_AT_RISK: _plan,
    Kind.TASKS_CHANGED: _changes,
    Kind.TASK_REOPENED: _task,
    Kind.TASK_GIVEN: _task,
    Kind.TASKS_SHARED: lambda said: _tasks(said, said.facts["title"]),
    Kind.HANDOVER: _named(AboutKind.HANDOVER),
    Kind.DELEGATION: _named(AboutKind.DELEGATION),
    Kind.BARRIER: _barrier,
    Kind.MENTION: _task,
    Kind.WATCHED: _task,
    Kind.DIGEST: _my_day,
    Kind.WEEKLY_SUMMARY: lambda said: (AboutKind.ROLL_UP, None, None, said.facts["school_name"]),
    Kind.ESCALATION: lambda _: (AboutKind.ESCALATIONS, None, None, None),
    Kind.ANNOUNCEMENT: _announcement,
    Kind.EMERGENCY_ACCESS: _named(AboutKind.EMERGENCY_ACCESS),
    Kind.ATTENDANCE_ALERTS: lambda said: (AboutKind.ATTENDANCE_ALERTS, None, None, said.facts["school_name"]),
}
