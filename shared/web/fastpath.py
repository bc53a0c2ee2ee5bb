"""The lane of lists: a GET that takes a token and one model of query parameters needs nothing else of the framework.

FastAPI describes these routes and its tests hold for them; at run time the edge calls their functions itself, because
routing, dependency solving and exit stacks cost more than the page. Same door, same filters, same refusals.
"""

from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.types import Scope

from shared.error_mapping import as_refusal, faults_of
from shared.errors import Invalid, fault
from shared.web.handlers import problem
from shared.web.openapi import routes_of
from shared.web.requires import open_context, scope_needed


class Lane:
    """One list, called without the framework."""

    def __init__(self, route: APIRoute, scope: str, door: str, filters: str, model: type[BaseModel]) -> None:
        self.route = route
        self.scope = scope
        self.door = door
        self.filters = filters
        self.model = model

    async def __call__(self, http: Scope, headers: dict[bytes, bytes]) -> Response:
        """The list's reply, or the problem document of what refused it."""
        http["route"] = self.route
        try:
            ctx = await open_context(http, headers.get(b"authorization", b"").decode("latin-1"), self.scope)
            try:
                filters = self._filters(http["query_string"])
                reply: Response = await self.route.endpoint(**{self.door: ctx, self.filters: filters})
                if ctx.trail.is_kept:
                    await ctx.finish()
                return reply
            finally:
                await ctx.close()
        except Exception as error:
            refusal = as_refusal(error)
            if refusal is None:
                raise
            await http["app"].state.refusals.note(http, refusal)
            return problem(http, refusal)

    def _filters(self, query: bytes) -> BaseModel:
        sent: dict[str, str] = {}
        for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
            if name in sent:
                raise Invalid("See errors.", errors=[fault(f"?{name}", "Given more than once", "repeated")])
            sent[name] = value
        try:
            return self.model.model_validate(sent)
        except ValidationError as error:
            found = [{**entry, "loc": ("query", *entry["loc"])} for entry in error.errors()]
            raise Invalid("See errors.", errors=faults_of(found, None)) from None


def lanes_of(app: FastAPI) -> dict[tuple[str, str], Lane]:
    """The lists of an application, by method and path."""
    found = {}
    for route in routes_of(app):
        lane = _lane(route)
        if lane is not None:
            found["GET", route.path] = lane
    return found


def _lane(route: APIRoute) -> Lane | None:
    dependant: Any = route.dependant
    doors = [inner for inner in dependant.dependencies if scope_needed(inner.call)[1]]
    is_plain = len(dependant.dependencies) == len(doors) == len(dependant.query_params) == 1
    others = dependant.path_params or dependant.header_params or dependant.cookie_params or dependant.body_params
    if route.methods != {"GET"} or not is_plain or others or dependant.response_param_name:
        return None
    filters = dependant.query_params[0]
    model = filters.field_info.annotation
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return None
    scope = scope_needed(doors[0].call)[1]
    assert scope is not None
    return Lane(route, scope, doors[0].name, filters.name, model)
