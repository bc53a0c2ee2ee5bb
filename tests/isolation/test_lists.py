"""What every list takes: several values of a filter as one argument, `ids`, `count`, and the orders it offers."""

import re
from collections.abc import Callable
from typing import Any, get_args
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from shared.context.paging import NO_FILTERS, Paging
from shared.context.several import MOST, MOST_IDS
from shared.ids import new_id
from shared.schemas import Page
from shared.testing.calls import Service, assert_refused, refusal_of, token
from shared.testing.servers import SERVICES
from shared.web.fastpath import lane_of
from tests.isolation import seeds
from tests.isolation.calls import caller_of, guarded
from tests.isolation.samples import sent_to
from tests.scheduling.factories import District, activity

#: Filters that are a choice, and take one value: the audit keeps what was asked for by name, or rows are asked for one by one.
ONE = {
    **dict.fromkeys(("student_id", "person_id", "source_id", "row_id"), "the audit says what was asked for"),
    "owner": "a plan is the district's or a school's own: both is no choice",
    "outcome": "a proof is of one outcome by several facts",
    **dict.fromkeys(("staff_id", "application_id"), "whose sign-ins are read is decided by the one that is named"),
}


#: Lists that answer nobody here, and why.
UNANSWERED = {
    "list_directory_information": "the district has given no notice yet",
    "list_inbox": "a person's own, who is no machine",
}


def lists_of(service: Service) -> list[tuple[APIRoute, type[Paging]]]:
    """A service's lists, each with what it takes."""
    found = []
    for _, route in guarded(service, ("GET",)):
        lane = lane_of(route)
        is_page = isinstance(route.response_model, type) and issubclass(route.response_model, Page)
        model = lane.taken.model if lane is not None and is_page and route.name not in UNANSWERED else None
        if model is not None and issubclass(model, Paging):
            found.append((route, model))
    return found


def several_of(model: type[Paging]) -> dict[str, dict[str, Any]]:
    """The filters that take several values, each with the schema of one."""
    schema = TypeAdapter(model).json_schema()
    found = {}
    for name, field in schema["properties"].items():
        arrays = [one for one in field.get("anyOf", ()) if one.get("type") == "array"]
        if arrays:
            item = arrays[0]["items"]
            found[name] = schema["$defs"][item["$ref"].rpartition("/")[2]] if "$ref" in item else item
    return found


def two_of(schema: dict[str, Any]) -> str:
    """Two values of a filter."""
    if "anyOf" in schema:
        return f"me,{new_id()}"
    if "enum" in schema:
        return ",".join(schema["enum"][:2])
    if schema.get("format") == "uuid":
        return f"{new_id()},{new_id()}"
    return next(two for two in ("k1,k2", "2026-27,2027-28", "01,02", "en,es") if are_of(schema, two))


def are_of(schema: dict[str, Any], values: str) -> bool:
    """Do they have the form a filter asks for?"""
    return all(re.search(schema.get("pattern", ""), value) for value in values.split(","))


def is_choice(model: type[Paging], name: str) -> bool:
    """Is a filter an id, or one of some words?"""
    kinds = [kind for kind in get_args(model.model_fields[name].annotation) if isinstance(kind, type)]
    return any(issubclass(kind, UUID) or hasattr(kind, "__members__") for kind in kinds)


async def asking(service: Service, district_id: UUID, route: APIRoute, things: dict[str, str]) -> Callable[..., Any]:
    """The list, to be asked anything by somebody who may."""
    caller, path = caller_of(service, district_id, route, things), route.path_format.format(**things)
    stated = sent_to(route, things).get("params") or {}

    async def ask(**asked: Any) -> httpx.Response:
        return await caller.get(path, params={**stated, **asked})

    return ask


@pytest.mark.parametrize("name", SERVICES)
async def test_filters_take_several_values_and_ids_and_are_counted(
    service_of: Callable[[str], Service], district_id: UUID, name: str
) -> None:
    service = service_of(name)
    things = await seeds.seeded(service, district_id)
    wrong: list[str] = []
    asked = shown = 0
    for route, model in lists_of(service):
        ask = await asking(service, district_id, route, things)
        several = several_of(model)
        wrong += [
            f"{route.name}: {one} takes one value"
            for one in model.model_fields.keys() - NO_FILTERS - several.keys() - ONE.keys()
            if is_choice(model, one)
        ]
        for filter_, schema in several.items():
            reply = await ask(**{filter_: two_of(schema)})
            asked += 1
            # Only a person is anybody's `me`.
            is_me = reply.status_code == 422 and reply.json()["errors"][0]["detail"].startswith("`me`")
            if reply.status_code != 200 and not is_me:
                wrong.append(f"{route.name}?{filter_}: {reply.status_code} {reply.text}")
        reply = await ask(count="true", limit=500)
        if reply.status_code != 200:
            wrong.append(f"{route.name}?count: {reply.status_code} {reply.text}")
            continue
        whole = reply.json()
        items = whole["items"]
        if whole["next_cursor"] is None and whole["count"] != {"value": len(items), "exact": True}:
            wrong.append(f"{route.name}?count: {whole['count']} of {len(items)}")
        ids = [item["id"] for item in items[:2] if "id" in item]
        if ids:
            shown += 1
            for wanted in (ids, ids[:1]):
                for strange in ([], [str(new_id())]):
                    reply = await ask(ids=",".join([*wanted, *strange]))
                    found = [item["id"] for item in reply.json().get("items", ())]
                    if found != wanted:
                        wrong.append(f"{route.name}?ids: {found} for {wanted}: {reply.status_code}")
    assert not wrong, "\n".join(wrong)
    assert asked >= 5
    assert shown >= 5


@pytest.mark.parametrize("name", SERVICES)
async def test_a_list_is_walked_in_each_order_it_offers(
    service_of: Callable[[str], Service], district_id: UUID, name: str
) -> None:
    service = service_of(name)
    things = await seeds.seeded(service, district_id)
    wrong = []
    for route, model in lists_of(service):
        if "sort" not in model.model_fields:
            continue
        ask = await asking(service, district_id, route, things)
        usual = {item["id"] for item in (await ask(limit=500)).json()["items"]}
        for order in sorts_of(model):
            walked: list[Any] = []
            cursor: dict[str, str] = {}
            while True:
                page = (await ask(limit=1, sort=order, **cursor)).json()
                walked += page["items"]
                if page["next_cursor"] is None:
                    break
                cursor = {"cursor": page["next_cursor"]}
            column = order.removeprefix("-")
            keys = [(item[column], item["id"]) for item in walked]
            if keys != sorted(keys, reverse=order.startswith("-")) or {key[1] for key in keys} != usual:
                wrong.append(f"{route.name}?sort={order}: {keys}")
    assert not wrong, "\n".join(wrong)


def sorts_of(model: type[Paging]) -> list[str]:
    """The orders a list offers."""
    choices = TypeAdapter(model).json_schema()["properties"]["sort"]["anyOf"]
    return [order for choice in choices for order in choice.get("enum", ())]


async def test_what_cannot_be_asked_together_or_at_all_is_refused_by_name(
    scheduling: Service, district_id: UUID
) -> None:
    machine = scheduling.machine(district_id)
    ids = ",".join(str(new_id()) for _ in range(MOST_IDS + 1))
    states = ",".join(["open"] * (MOST + 1))
    since = "2026-01-01T00:00:00Z"
    for sent in (
        {"updated_since": since, "count": "true"},
        {"updated_since": since, "sort": "due_on"},
        {"ids": ids},
        {"state": states},
        {"state": "open,"},
        {"ids": ""},
        {"sort": "title"},
        {"owner_id": "me"},
    ):
        assert refusal_of(await machine.get("/v1/tasks", params=sent)) == (422, "invalid"), sent
    assert (await machine.get("/v1/tasks", params={"owner_id": f"{new_id()},{new_id()}"})).status_code == 200
    me = scheduling.caller(token(district_id, scheduling.scopes, person_id=new_id(), roles=(("teacher", None),)))
    assert (await me.get("/v1/tasks", params={"owner_id": "me"})).status_code == 200


async def test_a_cursor_is_of_one_order(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    await district.published(activity("A1"), activity("A2"))
    for order, other in (("due_on", "-due_on"), ("-updated_at", "updated_at")):
        first = (await district.author.get("/v1/tasks", params={"limit": 1, "sort": order})).json()
        on = {"limit": 1, "cursor": first["next_cursor"]}
        assert (await district.author.get("/v1/tasks", params={**on, "sort": order})).status_code == 200
        for sent in (on, {**on, "sort": other}):
            assert_refused(await district.author.get("/v1/tasks", params=sent), 422, "cursor_invalid")
