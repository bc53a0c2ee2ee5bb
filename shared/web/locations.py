"""`Location`: where what a call made can be read, found by the model both calls reply with."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from fastapi import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from shared.schemas import Kept

#: Made, and taken in to be made or decided later.
MADE, TAKEN_IN = 201, 202


class Place:
    """The address of one row, `/v1/plans/{plan_id}`. Its last part is a field of the row: `plan_id`, or `id` as it has it."""

    def __init__(self, path: str) -> None:
        self.path = path
        *self.above, self.last = re.findall(r"{(\w+)}", path)

    def of(self, parameters: Mapping[str, Any], row: Mapping[str, Any]) -> str:
        """Where the row is, made by a call whose path had these parameters."""
        field = self.last if self.last in row else self.last.rpartition("_")[2]
        return self.path.format(**{**parameters, self.last: row[field]})


class Locations:
    """Where what an application's calls make can be read."""

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        self._by_model: dict[Any, Place] = {}
        for one in routes:
            if one.methods == {"GET"} and one.path_format.endswith("}") and not one.dependant.query_params:
                for kind in _kinds(one.response_model):
                    self._by_model.setdefault(kind, Place(one.path_format))

    def place(self, route: APIRoute, status: int) -> Place | None:
        """Where what this route makes, when it answers so, can be read, if anywhere."""
        if status != TAKEN_IN and (status != MADE or "POST" not in (route.methods or ())):
            return None
        model = route.response_model if status == route.status_code else route.responses.get(status, {}).get("model")
        places = [self._by_model[kind] for kind in _kinds(model) if kind in self._by_model]
        return next((place for place in places if {*place.above} <= route.param_convertors.keys()), None)

    def add(self, route: APIRoute, parameters: Mapping[str, Any], reply: Response | None) -> None:
        """Have the reply to a call that made something say where that is."""
        if reply is None or "location" in reply.headers or (place := self.place(route, reply.status_code)) is None:
            return
        reply.headers["Location"] = place.of(parameters, orjson.loads(bytes(reply.body)))


def _kinds(model: Any) -> list[type[BaseModel]]:
    """A row's model and those it extends, whole or in short, but for what all rows are."""
    known = getattr(model, "__mro__", ())
    return [kind for kind in known if issubclass(kind, BaseModel) and "id" in kind.model_fields and kind is not Kept]
