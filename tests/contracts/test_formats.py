"""What is a moment, a day or an id by the models is one in the contracts: generated clients type by `format`."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, get_args
from uuid import UUID

import pytest
from pydantic import BaseModel

from shared.rooms import rooms_of
from shared.schemas import Body, Moment, Reply
from shared.testing.servers import SERVICES
from tests.contracts.patch_bodies import read

FORMATS = {datetime: "date-time", date: "date", UUID: "uuid"}
#: Properties called as moments are that are none: times of any day's clock, and what was looked at.
NO_MOMENTS = {"starts_at", "ends_at", "daily_at", "looked_at"}


def models(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Every wire model there is below a kind of them."""
    for one in kind.__subclasses__():
        yield one
        yield from models(one)


def kinds_in(hint: Any) -> set[Any]:
    """The types a hint is made of; models in it say theirs themselves."""
    found = set().union(*(kinds_in(part) for part in get_args(hint)))
    return found | {hint} if isinstance(hint, type) else found


def without(model: type[BaseModel]) -> list[str]:
    """The properties of a model whose schema does not say what their type is."""
    mode = "validation" if issubclass(model, Body) else "serialization"
    schema = model.model_json_schema(mode=mode, by_alias=False)  # type: ignore[arg-type]
    said = schema.get("properties", schema.get("$defs", {}).get(model.__name__, {}).get("properties", {}))
    return [
        f"{model.__name__}.{name}"
        for name, field in model.model_fields.items()
        for kind in kinds_in(field.annotation) & FORMATS.keys()
        if name in said and f'"{FORMATS[kind]}"' not in json.dumps(said[name])
    ]


def test_every_value_has_the_format_of_its_type() -> None:
    for service in SERVICES:
        rooms_of(service).routers()
    every = {model for kind in (Body, Reply) for model in models(kind)}
    assert len(every) > 500
    assert sorted(fault for model in every for fault in without(model)) == []


def test_a_value_without_a_format_is_found() -> None:
    class Sample(Reply):
        at: Moment
        when: str

    assert without(Sample) == []
    Sample.model_fields["when"].annotation = datetime
    assert without(Sample) == ["Sample.when"]


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_called_a_moment_is_one(service: str) -> None:
    called = {
        f"{name}.{key}": json.dumps(said)
        for name, schema in read(service)["components"]["schemas"].items()
        for key, said in schema.get("properties", {}).items()
        if key.endswith("_at") and key not in NO_MOMENTS
    }
    assert len(called) > 10
    assert [name for name, said in called.items() if '"date-time"' not in said] == []
