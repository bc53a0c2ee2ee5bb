"""The rooms of a service: it names them once; what each has is found in its files of fixed names."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

from shared.events.event import Event

if TYPE_CHECKING:
    from fastapi import APIRouter


KERNEL_TABLES = (
    "answers",
    "asked_work",
    "audit",
    "auth",
    "daily_work",
    "directory",
    "events",
    "front_ends",
    "school_days",
    "web",
)


class Rooms:
    """`package` is the service's; `names` its rooms as `wing.room`, in the order their paths are tried."""

    def __init__(self, package: str, *names: str) -> None:
        self.package = package
        self.names = names

    def files(self, name: str) -> Iterator[ModuleType]:
        """The modules called so of the rooms that have one. Raises `ModuleNotFoundError` for a room that is not there."""
        for room in self.names:
            if find_spec(f"{self.package}.{room}.{name}") is not None:
                yield import_module(f"{self.package}.{room}.{name}")

    def routers(self) -> "list[APIRouter]":
        """Of `routes.py`: its `router`, or all its `routers`."""
        found = [getattr(routes, "routers", None) or (routes.router,) for routes in self.files("routes")]
        return [router for routers in found for router in routers]

    def events(self) -> list[type[Event]]:
        """Of `events.py`: what the service publishes."""
        kinds = [
            kind
            for events in self.files("events")
            for kind in vars(events).values()
            if isinstance(kind, type) and issubclass(kind, Event) and kind.__module__ == events.__name__
        ]
        return [kind for kind in kinds if kind.type]

    def load_tables(self) -> None:
        """Have every `tables.py` read, the kernel's too: foreign keys name tables of other rooms."""
        for part in KERNEL_TABLES:
            import_module(f"shared.{part}.tables")
        for _ in self.files("tables"):
            pass


def rooms_of(service: str) -> Rooms:
    """What a service's `rooms.py` names."""
    found: Rooms = import_module(f"services.{service}.rooms").ROOMS
    return found
