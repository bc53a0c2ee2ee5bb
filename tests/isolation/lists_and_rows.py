"""Every list of a service whose rows have a path of their own, from the code's routes; and whether both show the same."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute

from shared.ids import new_id
from shared.testing.calls import refusal_of
from shared.web.openapi import permission, routes_of
from tests.isolation.samples import sent_to

#: Done to rows their list need not show to whoever may do it, and why.
TOLD_BY_ID = {"confirm_identity": "who stands for a link was told of it by whoever made it; the list is district IT's"}

T = TypeVar("T")
Call = tuple[str, APIRoute]


@dataclass(frozen=True)
class Thing:
    """What is listed at a path, and the calls that name one of it: whether it can be read, and what else is asked of it."""

    path: str
    parameter: str
    is_read: bool
    below: tuple[Call, ...]

    @property
    def key(self) -> str:
        """What a row is named by."""
        return "code" if self.parameter.endswith("_code") else "id"

    async def shown_to(self, caller: httpx.AsyncClient) -> set[str]:
        """What a list shows, nothing if the caller may not ask."""
        reply = await caller.get(f"{self.path}?limit=500" if self.key == "id" else self.path)
        assert reply.status_code in (200, 403), reply.text
        return {row[self.key] for row in reply.json()["items"]} if reply.status_code == 200 else set()


def things_of(app: FastAPI) -> list[Thing]:
    """Whatever is listed, and named one by one."""
    routes = [route for route in routes_of(app) if permission(route)[1] is not None]
    calls = [(method, route) for route in routes for method in sorted(route.methods or ())]
    lists = {route.path_format for method, route in calls if method == "GET" and is_list(route)}
    found = []
    for path in sorted(lists):
        named = [(method, route) for method, route in calls if route.path_format.startswith(f"{path}/{{")]
        if named and path.startswith("/v1/"):
            item = f"{path}/{{{named[0][1].path_format.removeprefix(path + '/{').partition('}')[0]}}}"
            reads = [call for call in named if call[0] == "GET" and call[1].path_format == item]
            below = tuple(call for call in named if call not in reads and call[1].name not in TOLD_BY_ID)
            found.append(Thing(path, item.rpartition("{")[2][:-1], bool(reads), below))
    return found


def is_list(route: APIRoute) -> bool:
    """Does it show the rows of a district?"""
    return "{" not in route.path_format and "items" in getattr(route.response_model, "model_fields", ())


def few(dice: random.Random, found: Iterable[T], most: int) -> list[T]:
    """Some of them: each caller tries others."""
    there = sorted(found, key=str)
    return dice.sample(there, min(len(there), most))


async def contradictions(
    caller: httpx.AsyncClient,
    thing: Thing,
    shown: set[str],
    known: set[str],
    named: dict[str, str],
    dice: random.Random,
) -> list[str]:
    """Where a list and its rows differ for a caller.

    What it shows can be read; of the `known` rows it does not show none can, and whatever is asked of one is answered as for a
    row that never was. `named` is what else paths name.
    """
    found, unseen = [], few(dice, known - shown, 3)
    for id_ in few(dice, shown, 3) + unseen if thing.is_read else []:
        reply = await caller.get(f"{thing.path}/{id_}")
        if (reply.status_code == 200) is not (id_ in shown):
            found.append(f"GET {thing.path}/: {reply.status_code}, and the list shows it: {id_ in shown}")
    for id_ in unseen[:1]:
        for method, route in few(dice, thing.below, 2):
            answers = []
            for one in (id_, str(new_id())):
                path = route.path_format.format(**{**named, thing.parameter: one})
                answers.append(refusal_of(await caller.request(method, path, **sent_to(route, named))))
            if answers[0] != answers[1] or answers[0][0] < 400:
                found.append(f"{method} {route.path_format}: {answers[0]}, and of what never was {answers[1]}")
    return found


def ids_of(things: dict[str, str], name: str) -> list[UUID]:
    """The one thing of this name the seeds made, if they did."""
    return [UUID(things[name])] if name in things else []
