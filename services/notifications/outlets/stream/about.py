"""What an entry of the stream is about, and where its reader sees to it.

An entry is kept once for all its readers, so its link is the path of the API until it is told: each reader is led into their
own front end.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from services.notifications.outlets.stream.consumers import (
    BarrierFact,
    ChangedLine,
    RevisionFact,
    TaskFact,
    TaskMoved,
    TasksChangedV1,
    TouchedLine,
)
from services.notifications.wording.templates.about import Said, about_of
from services.notifications.wording.templates.links import path_of
from shared.about import About, AboutKind, FrontEnd, place_of_thing
from shared.context.context import Context
from shared.front_ends.pages import Place

#: By message.
Abouts = Mapping[UUID, About]


def of_thing(kind: AboutKind, id_: UUID | None, title: str | None, number: int | None = None) -> About:
    """About a thing, or a list of many."""
    place = place_of_thing(kind, id_, number)
    return About(kind=kind, id=id_, number=number, title=title or None, link=place and f"/v1/{place.path}")


def of_task(fact: TaskFact) -> About:
    """A task, by what its plan or whoever asked for it calls it."""
    return of_thing(AboutKind.TASK, fact.task_id, fact.origin.title if isinstance(fact, TaskMoved) else None)


def of_change(fact: TasksChangedV1, lines: Sequence[ChangedLine]) -> About:
    """The task when it is one, else the plan whose tasks they are, else tasks of whichever."""
    if len(lines) == 1:
        return of_thing(AboutKind.TASK, lines[0].task_id, lines[0].title)
    return _of_tasks(fact.plan_id, fact.plan_title)


def of_touch(lines: Sequence[TouchedLine]) -> About:
    """The task when it is one, else the plan if they have one, else tasks of whichever."""
    if len(lines) == 1:
        return of_thing(AboutKind.TASK, lines[0].task_id, None)
    plans = {line.plan_id for line in lines}
    return _of_tasks(plans.pop() if len(plans) == 1 else None, None)


def of_revision(fact: RevisionFact) -> About:
    """A revision, by its plan's title."""
    return of_thing(AboutKind.REVISION, fact.plan_id, getattr(fact, "title", None), fact.number)


def of_barrier(fact: BarrierFact) -> About:
    """A barrier."""
    return of_thing(AboutKind.BARRIER, fact.barrier_id, fact.title, fact.number)


def of_message(said: Said, ctx: Context) -> About:
    """What a message is about."""
    return about_of(said, path_of(said.kind, said.facts, ctx.now))


def led(data: str, front_end: FrontEnd, *, names: bool = True) -> bytes:
    """The data of an entry as its reader gets it: with the link into their front end, and names if they read any."""
    said: dict[str, Any] = orjson.loads(data)
    # Entries of the day before there were any have none.
    if about := said.get("about"):
        about["link"] = about["link"] and front_end.link_to(Place.of_path(about["link"]))
    if (by := said.get("by")) and by["id"] and not names:
        by["name"] = None
    return orjson.dumps(said)


def _of_tasks(plan_id: UUID | None, title: str | None) -> About:
    return of_thing(AboutKind.TASKS, None, None) if plan_id is None else of_thing(AboutKind.PLAN, plan_id, title)
