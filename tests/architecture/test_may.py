"""Whatever people act on says in its replies what its caller may do, by the names of its room's table of moves."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import get_args

from pydantic import BaseModel

from shared.auth.may import May, PartMay
from shared.rooms import rooms_of
from shared.testing.servers import SERVICES
from tests.architecture.moves import MOVES
from tests.code_sites import ROOT

#: Tables of moves of what no reply shows as a row of its own.
SILENT = {
    "services.scheduling.planning.goal_values": "values stand in the picture of their goal, whose plan says `values`",
}


def tables() -> dict[str, list[May]]:
    """What each room's `may.py` says may be done to its rows."""
    found: dict[str, list[May]] = {}
    for service in SERVICES:
        for module in rooms_of(service).files("may"):
            of_room = [one for one in vars(module).values() if isinstance(one, May)]
            found[module.__name__.rpartition(".")[0]] = of_room
    return found


def named(room: str) -> list[set[str]]:
    """The names that the field `may` of a room's replies can have, by reply that brings them in."""
    models = [
        model
        for model in vars(import_module(f"{room}.schemas")).values()
        if isinstance(model, type) and issubclass(model, BaseModel) and model.__module__ == f"{room}.schemas"
    ]
    return [names_of(model) for model in models if "may" in model.__annotations__]


def names_of(model: type[BaseModel]) -> set[str]:
    """What a reply's `may` can have in it."""
    (literal,) = get_args(model.model_fields["may"].annotation)
    return set(get_args(literal))


def test_every_room_with_a_table_of_moves_says_who_may_make_them() -> None:
    assert {room for room in MOVES if room not in tables()} == SILENT.keys()


def of_rooms(said: Callable[[str, list[May]], bool]) -> list[str]:
    """The rooms of which this is not so."""
    return [room for room, found in tables().items() if not said(room, found)]


def names_fit(room: str, found: list[May]) -> bool:
    """Do its replies name its moves, and all of them?"""
    wanted = sorted([*(sorted(move.name for move in may.moves) for may in found), *parts_of(room)])
    made_of = {id(move) for may in found for move in may.moves}
    return sorted(map(sorted, named(room))) == wanted and made_of == {id(move) for move in MOVES[room].TRANSITIONS}


def parts_of(room: str) -> list[list[str]]:
    """What may be done to each kind of part of a room's rows."""
    said = vars(import_module(f"{room}.may")).values()
    return [[one.name] for one in said if isinstance(one, PartMay)]


def conditions_fit(_: str, found: list[May]) -> bool:
    """Has each condition its SQL, and is no other said?"""
    return all(
        {condition for move in may.moves for condition in move.conditions}
        == may.conditions.keys() ^ may.of_callers.keys()
        and may.besides.keys() <= {move.name for move in may.moves}
        and may.rights.keys() <= {move.right for move in may.moves}
        for may in found
    )


def test_what_a_reply_can_name_is_what_the_table_has() -> None:
    assert len(tables()) >= 13
    assert of_rooms(names_fit) == []


def test_every_condition_has_its_sql_and_no_other_is_said() -> None:
    assert of_rooms(conditions_fit) == []


def test_the_gate_sees_a_move_that_no_reply_names() -> None:
    room = "services.assessment.measures.instruments"
    (may,) = tables()[room]
    assert not names_fit(room, [replace(may, moves=may.moves[:1])])
    assert not conditions_fit(room, [replace(may, besides={"shred": "true"})])


def test_what_states_and_conditions_say_is_held_against_doing_it() -> None:
    walks = [text for path in (ROOT / "tests").rglob("*.py") if "await hold(" in (text := path.read_text())]
    asking = [
        room for room, found in tables().items() if any(may.conditions or may.owner or may.besides for may in found)
    ]
    assert len(asking) > 15
    assert [room for room in asking if not any(imported(room, text) for text in walks)] == []


def imported(room: str, text: str) -> bool:
    """Does a walk have the room's table?"""
    return f"from {room} import transitions" in text or f"from {room}.transitions import" in text
