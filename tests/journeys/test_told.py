"""Who must act next is told, by name, whatever was done: of every transition of every service, made for real."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

import pytest

from services.notifications.consumers import consumers
from shared.context.transitions import Nobody, Transition, Who
from shared.rooms import rooms_of
from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from tests.journeys.acting import ACTS, BESIDES, Act, Told
from tests.journeys.acting_at_schools import AT_SCHOOLS

EVERY = {**ACTS, **BESIDES, **AT_SCHOOLS}
TASK_LISTS = ("overdue", "due_today", "due_soon", "in_progress", "blocked")


def transitions() -> dict[str, Transition[Any]]:
    """Every transition there is, by its room and name."""
    rooms = [f"{service}.{room}" for service in SERVICES for room in rooms_of(service).names]
    tables = {room: f"services.{room}.transitions" for room in rooms if find_spec(f"services.{room}.transitions")}
    return {f"{room}/{move.name}": move for room, table in tables.items() for move in import_module(table).TRANSITIONS}


@pytest.fixture
async def told(scheduling: Service, notifications: Service, partners: Service, district_id: UUID) -> Told:
    """A district that is listened to."""
    return await Told(scheduling, notifications, partners, district_id).begin()


def test_every_transition_names_who_acts_next_or_why_nobody_does() -> None:
    found = transitions()
    assert len(found) > 50
    assert [name for name, move in found.items() if move.next_to_act is None] == []
    reasons = [move.next_to_act.reason for move in found.values() if isinstance(move.next_to_act, Nobody)]
    assert reasons
    assert min(len(reason.split()) for reason in reasons) > 2
    assert {name for name, move in found.items() if isinstance(move.next_to_act, Who)} == ACTS.keys(), "say who is told"


@pytest.mark.parametrize("act", EVERY.values(), ids=EVERY)
async def test_who_must_act_next_is_told_and_has_it_on_their_day(told: Told, act: Act) -> None:
    assert await untold(told, act) == []


async def untold(told: Told, act: Act) -> list[str]:
    """What is missing once it is done: of whom who must act, a message or the thing on their day with a reason."""
    owed = await act(told)
    reached = await told.told()
    missing = [f"{name} was told nothing" for name in owed.people if name not in reached]
    for name in owed.people if owed.on_day else ():
        day = await told.day_of(name)
        lists = [day[owed.on_day]] if owed.on_day in day else [day[each] for each in TASK_LISTS]
        if owed.on_day not in ("task", "mentioned"):
            lists = [[one for one in day["asked_of_you"] if one["act"] == owed.on_day]]
        rows = [row for rows in lists for row in rows]
        missing += [] if rows and all(row["because"] for row in rows) else [f"{name} has it on no list of their day"]
    return missing


async def test_the_walk_sees_who_is_told_nothing(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: Any) -> None:
        """As if nobody had thought of it."""

    type_ = "scheduling.plan.submitted.v1"
    silent = [(kind, nothing) for kind, _ in consumers.handlers[type_]]
    monkeypatch.setitem(consumers.handlers, type_, silent)
    assert await untold(told, ACTS["scheduling.planning.plans/submit"]) == ["executive was told nothing"]
