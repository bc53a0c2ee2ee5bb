"""The tables of what may be done to rows."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from shared.rooms import rooms_of
from shared.testing.servers import SERVICES


def tables_of_moves() -> dict[str, ModuleType]:
    """The `transitions.py` of every room that has one, by the room."""
    rooms = [f"services.{service}.{room}" for service in SERVICES for room in rooms_of(service).names]
    return {room: import_module(f"{room}.transitions") for room in rooms if find_spec(f"{room}.transitions")}


MOVES = tables_of_moves()
