"""What each piece of somebody's day is about. Of what people wrote themselves the title is read at the thing."""

from collections.abc import Mapping
from typing import Any

from services.scheduling.work.tasks.tables import OriginKind
from shared.about import AboutKind, FrontEnd, about_thing


def about_task(task: Mapping[str, Any], front_end: FrontEnd) -> dict[str, Any]:
    """A task; what another service asked for is seen to there."""
    origin = task["origin"]
    title = None if origin["kind"] == OriginKind.GIVEN else task["title"]
    return about_thing(AboutKind.TASK, task["id"], title, front_end, path=origin["link"])


def about_asked(row: Mapping[str, Any], number: int | None, front_end: FrontEnd) -> dict[str, Any]:
    """A plan, a revision of one or a barrier that waits for its reader."""
    kind = AboutKind(row["kind"])
    id_ = row["plan"]["id"] if kind is AboutKind.REVISION else row["id"]
    return about_thing(kind, id_, row["title"], front_end, number=number or row["revision"])
