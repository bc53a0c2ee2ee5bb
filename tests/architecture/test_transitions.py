"""What may be done to a row in a state stands in its room's table, and every door of it is made from there."""

import re
from importlib import import_module
from typing import Any

from fastapi.routing import APIRoute
from sqlalchemy import Enum

from shared.context.transitions import Transition
from shared.db.base import Base
from shared.rooms import rooms_of
from shared.settings import Settings
from shared.testing.servers import SERVICES
from shared.web.openapi import permission, routes_of
from tests.architecture.moves import MOVES
from tests.code_sites import ROOT, calls, sites

CODE = sorted((ROOT / "services").rglob("*.py"))

#: Rooms whose rows have states that nobody's call moves.
BY_WORKERS = {
    "services.scheduling.work.owed_works": "what another service says moves it: `work/owed/service.py`",
    "shared.asked_work": "the service that asks, and what scheduling answers: `asking.py`",
}
#: POSTs to a row that has no states.
STATELESS = {
    "retry_dead_letter": "it is there or gone",
    "copy_plan_template": "makes a plan of what is in the product",
    "acknowledge_escalation": "again it changes nothing",
    "mark_read": "again it changes nothing",
    "add_goal_value": "a goal has no states: whether it is measured is its plan's, whose table has `values`",
}
#: POSTs below a row that make another, whose room says what may be done to it.
MAKING = {"give_school_role": "makes a role assignment, at the school its path names"}
#: Moves by a second path, which ends as the first one does.
BY_ANOTHER_NAME = {"revoke_school_role": "revoke_at_school"}
#: Who refuses a state by hand: not the row's own, or more than its state.
BY_HAND = {
    "services/scheduling/work/barriers/transitions.py::has_level_above": "a level, no state",
    "services/scheduling/work/barriers/workflow.py::escalate": "a level, no state",
    "services/scheduling/work/barriers/service.py::_tasks": "of many tasks, each refused by its place in the body",
}


def routes(service: str) -> list[APIRoute]:
    """A service's routes."""
    settings = Settings(service=service, database_url="postgresql://nowhere/none", secret_key="none")
    return list(routes_of(import_module(f"services.{service}.app").build(settings)))


ROUTES = [route for service in SERVICES for route in routes(service)]


def room_of(route: APIRoute) -> str:
    """The room a route stands in."""
    return str(route.endpoint.__module__).rpartition(".")[0]


#: Whose rows a path names.
ROOMS_BY_PATH = {
    route.path_format: room_of(route) for route in ROUTES if route.path_format.endswith("}") and room_of(route) in MOVES
}


def faults(
    path: str, scope: str | None, room: str | None, moves: tuple[Transition[Any], ...], name: str = ""
) -> list[str]:
    """What is wrong with the door of what is done to a row, held against its room's table."""
    name = name or path.rpartition("}")[2].strip("/")
    found = [move for move in moves if move.name == name]
    if room is None or not found:
        return [f"{path} stands in no table"]
    return [] if found[0].door == scope else [f"{path} is opened by {scope}, its table says {found[0].door}"]


def test_every_room_with_states_says_what_may_be_done_in_each() -> None:
    for service in SERVICES:
        rooms_of(service).load_tables()
    stateful = {
        mapper.class_.__module__.removesuffix(".tables")
        for mapper in Base.registry.mappers
        if "state" in mapper.local_table.columns and isinstance(mapper.local_table.columns["state"].type, Enum)
    }
    assert stateful - MOVES.keys() == BY_WORKERS.keys(), "write its transitions.py"


def test_whatever_is_done_to_a_row_stands_in_its_table() -> None:
    found, seen = [], 0
    for route in ROUTES:
        item = route.path_format[: route.path_format.rfind("}") + 1]
        is_door, scope = permission(route)
        if "POST" not in (route.methods or ()) or not item or item == route.path_format or route.name in MAKING:
            continue
        if route.name in STATELESS:
            assert item not in ROOMS_BY_PATH, route.name
            continue
        room = ROOMS_BY_PATH.get(item)
        assert is_door
        found += faults(
            route.path_format, scope, room, MOVES[room].TRANSITIONS if room else (), BY_ANOTHER_NAME.get(route.name, "")
        )
        seen += 1
    assert found == []
    assert seen > 30


def test_every_row_with_a_change_is_changed_by_its_right() -> None:
    wrong = []
    for route in ROUTES:
        room = ROOMS_BY_PATH.get(route.path_format)
        if room and "PATCH" in (route.methods or ()) and room == room_of(route):
            doors = {move.door for move in MOVES[room].TRANSITIONS}
            wrong += [] if permission(route)[1] in doors else [route.path_format]
    assert wrong == []


def test_every_move_is_made_somewhere() -> None:
    for room, table in MOVES.items():
        names = {name for name, value in vars(table).items() if isinstance(value, Transition)}
        assert {id(vars(table)[name]) for name in names if vars(table)[name] in table.TRANSITIONS} == {
            id(move) for move in table.TRANSITIONS
        }, f"{room}: each has a name"
        users = [
            path.read_text()
            for path in CODE
            if path.name != "transitions.py" and (f"{room}.transitions" in path.read_text() or in_room(path, room))
        ]
        assert [name for name in sorted(names) if not any(re.search(rf"\b{name}\b", text) for text in users)] == []


def in_room(path: Any, room: str) -> bool:
    """Is this a file of the room?"""
    return str(path.relative_to(ROOT)).startswith(room.replace(".", "/") + "/")


def test_nobody_refuses_a_state_by_hand() -> None:
    found = sites(calls("WrongState"))
    assert {site for site in found if site.startswith("services/")} == BY_HAND.keys()


def test_the_gate_sees_a_door_that_stands_in_no_table() -> None:
    room = "services.scheduling.planning.plans"
    plans = MOVES[room].TRANSITIONS
    assert faults("/v1/plans/{plan_id}/submit", "plans:write", room, plans) == []
    assert faults("/v1/plans/{plan_id}/shred", "plans:write", room, plans) != []
    assert faults("/v1/plans/{plan_id}/submit", "plans:read", room, plans) != []
    assert faults("/v1/things/{thing_id}/submit", "plans:write", None, ()) != []
