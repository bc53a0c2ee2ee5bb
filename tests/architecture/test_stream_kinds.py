"""Every change a screen shows has its event in the live stream, so that a front end never polls."""

from typing import get_args

from services.notifications.consumers import consumers
from services.notifications.outlets.stream import schemas
from shared.rooms import rooms_of

#: Rooms whose rows screens show, and of whose events the stream tells.
SHOWN = {
    "scheduling": (
        *("work.tasks", "work.task_comments", "work.task_watchers", "work.barriers"),
        *(
            "planning.plans",
            "planning.goal_values",
            "publication.publishing",
            "publication.revisions",
            "endings.closing",
        ),
    ),
    "notifications": ("messages.messages",),
}
#: What they tell besides, and why no screen needs it.
UNSHOWN = {
    "scheduling.people.mentioned.v2": "whom it names gets a message, and the task is touched",
    "scheduling.people.unmentioned.v1": "the same",
    "scheduling.plan.people_assigned.v1": "its tasks are told as assigned",
    "scheduling.plan.people_released.v1": "the plan is told as closed",
    "scheduling.responsibility.shared.v1": "whom it concerns gets a message",
}


def told(service: str, rooms: tuple[str, ...]) -> set[str]:
    """The types of what these rooms publish, without older versions of what they publish now."""
    kinds = [
        kind for kind in rooms_of(service).events() if kind.__module__.split(".", 2)[2].rpartition(".")[0] in rooms
    ]
    newest: dict[str, str] = {}
    for kind in sorted(kinds, key=lambda kind: kind.type):
        newest[kind.type.rpartition(".v")[0]] = kind.type
    return set(newest.values())


def shown() -> set[str]:
    """The types the stream has entries of."""
    found: set[str] = set()
    for event in get_args(schemas.StreamKinds):
        found |= set(get_args(event.model_fields["event"].annotation))
    return found - {"ready", "reset", "expired", "superseded", "ending"}


def test_what_rooms_with_screens_tell_the_stream_shows() -> None:
    every = {type_ for service, rooms in SHOWN.items() for type_ in told(service, rooms)}
    assert len(every) >= 30
    assert every - shown() == UNSHOWN.keys()


def test_what_the_stream_shows_is_listened_to() -> None:
    assert shown() - consumers.handlers.keys() == set()
