"""One row of everything a service's paths name, in a district: each room's own, made by the `seed.py` beside its tests.

`tests/SERVICE/WING/ROOM/seed.py` is found from the room's name. It has what the contract cannot give, and nothing else:

- `seed(world)` makes the rows its paths name and puts their ids into `world.things`, by the paths' names;
  `AFTER` names the rooms whose rows it needs. `changeable(world, operation)` makes one more where the first may not be changed.
- `BODIES`, by operation, and `bodies(things)` where they speak of a thing; `QUERIES`; `UPLOADS` (their type and content).
- Exceptions to what a walk holds every route to, each with its reason: `BY_PERSON`, `NO_LIST`, `ANSWERED`, `COMMON`,
  `UNVERSIONED`, `GIVES_NOTHING`, `TO_MENTORS`, `MADE_BY_NAME`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any
from uuid import UUID

import httpx
from fastapi.routing import APIRoute

from shared.ids import new_id
from shared.testing.calls import Service
from shared.web.openapi import permission, routes_of

KERNEL = "tests.shared.seed"


class NoSeed(LookupError):
    """A room has a path that names a thing, and no seed that makes one."""


@dataclass
class World:
    """A district under way: what has been made in it so far."""

    service: Service
    district_id: UUID
    things: dict[str, str] = field(default_factory=dict)
    #: The people and schools of it, as the service's own factories make them.
    district: Any = None
    planted: set[str] = field(default_factory=set)

    @property
    def machine(self) -> httpx.AsyncClient:
        """A client of the district that may do all."""
        return self.service.machine(self.district_id)

    async def made(self, path: str, body: Any, caller: httpx.AsyncClient | None = None) -> str:
        """The id of what a call made."""
        reply = await (caller or self.machine).post(path, json=body)
        assert reply.status_code < 300, reply.text
        return str(reply.json()["id"])

    async def plant(self, seed: str) -> None:
        """Have a room's rows made, once, after those it needs."""
        if seed in self.planted or (room := _module(seed)) is None:
            return
        self.planted.add(seed)
        service = seed.rsplit(".", 3)[0]
        for needed in getattr(room, "AFTER", ()):
            await self.plant(f"{service}.{needed}.seed")
        if hasattr(room, "seed"):
            await room.seed(self)


async def begun(service: Service, district_id: UUID) -> World:
    """A district with what every room of the service stands on."""
    world = World(service, district_id)
    for package in sorted({seed.split(".")[1] for seed in seeds_of(service) if seed != KERNEL}):
        if (whole := _module(f"tests.{package}.seed")) is not None:
            await whole.begin(world)
    return world


async def seeded(service: Service, district_id: UUID) -> dict[str, str]:
    """A district with one of everything, by the names paths have for it. Raises `NoSeed`."""
    world = await begun(service, district_id)
    for seed in seeds_of(service):
        await world.plant(seed)
    check_every_thing_is_there(guarded_routes(service), world.things)
    return world.things


def check_every_thing_is_there(routes: Iterable[APIRoute], things: dict[str, str]) -> None:
    """Raises `NoSeed`, naming the file that has to make what a path names."""
    for route in routes:
        for name in route.param_convertors:
            if name not in things:
                seed = seed_of(route)
                fault = "is missing" if _module(seed) is None else "makes none"
                raise NoSeed(f"{route.path} names {{{name}}}, and {seed.replace('.', '/')}.py {fault}")


def guarded_routes(service: Service) -> list[APIRoute]:
    """The routes of a service that ask for a scope."""
    return [route for route in routes_of(service.app) if permission(route)[1] is not None]


def seeds_of(service: Service) -> list[str]:
    """The seeds of a service's rooms, in the order in which their paths are tried; the kernel's last."""
    found = dict.fromkeys(seed_of(route) for route in guarded_routes(service))
    return sorted(found, key=lambda seed: seed == KERNEL)


def seed_of(route: APIRoute) -> str:
    """The module that seeds a route's room, whether there is one or not."""
    module = route.endpoint.__module__
    if module.startswith("shared."):
        return KERNEL
    return f"tests.{module.split('.', 1)[1].rpartition('.')[0]}.seed"


@cache
def _module(name: str) -> ModuleType | None:
    try:
        return import_module(name) if find_spec(name) is not None else None
    except ModuleNotFoundError:
        return None


def module_of(route: APIRoute) -> ModuleType | None:
    """The seed of a route's room."""
    return _module(seed_of(route))


def stated(route: APIRoute, what: str) -> Any:
    """What a room's seed says of a route under this name; nothing if it says nothing."""
    return getattr(module_of(route), what, {}).get(route.name)


def of_seed(seed: str, what: str) -> dict[str, Any]:
    """What a seed says under this name, by operation."""
    found: dict[str, Any] = getattr(_module(seed), what, {})
    return found


def every(service: Service, what: str) -> dict[str, Any]:
    """What all seeds of a service say under this name, by operation."""
    return {operation: said for seed in seeds_of(service) for operation, said in of_seed(seed, what).items()}


def common_things(service: Service) -> set[str]:
    """The names of things that every caller of the district may be told of."""
    return {name for seed in seeds_of(service) for name in getattr(_module(seed), "COMMON", ())}


async def changeable(service: Service, district_id: UUID, route: APIRoute, things: dict[str, str]) -> dict[str, str]:
    """The things, with one that may still be changed where the first of its kind no longer may."""
    another = getattr(_module(seed_of(route)), "changeable", None)
    if another is None:
        return things
    return {**things, **await another(World(service, district_id, dict(things)), route.name)}


async def dead_letter(service: Service, district_id: UUID) -> str:
    """A dead letter of the district."""
    id_ = new_id()
    await service.sql(
        """insert into dead_letters (id, district_id, event_id, type, durable, message, error, attempts, died_at)
        values ($1, $2, $1, 'a.b.c.v1', 'x-from-y', '', 'X', 1, now()) returning id""",
        id_,
        district_id,
    )
    return str(id_)


async def asked_work(service: Service, district_id: UUID) -> None:
    """Something the service has asked of people of the district."""
    await service.sql(
        """insert into asked_works (district_id, id, origin_type, origin_id, wish, wish_version, state, created_at, updated_at,
          created_by, updated_by)
        values ($1, $2, 'thing', $2, '{"school_id": null, "owned_by": "one", "role": "principal", "person_id": null,
          "due_on": "2026-12-01", "due_after": null, "school_days": null, "text_code": "x", "text_values": {},
          "link": "/v1/x", "closes_by": "origin"}', 1, 'asked', now(), now(), 'system:test', 'system:test')""",
        district_id,
        new_id(),
    )


_COMMON: dict[tuple[str, str], tuple[UUID, dict[str, str]]] = {}


async def common(service: Service, whose: str) -> tuple[UUID, dict[str, str]]:
    """A seeded district and its things by name, made once for each process: whoever asks for it changes nothing there."""
    if (service.name, whose) not in _COMMON:
        district_id = new_id()
        _COMMON[service.name, whose] = district_id, await seeded(service, district_id)
    return _COMMON[service.name, whose]
