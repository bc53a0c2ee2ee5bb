"""The lane of readings: a GET that takes a token, parts of its path and one model of filters needs no more of the framework.

FastAPI describes these routes and its tests hold for them; at run time the edge calls their functions itself, because
routing, dependency solving and exit stacks cost more than what is read. Same door, same filters, same refusals.
"""

from collections.abc import Iterable, Mapping
from inspect import iscoroutinefunction
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from fastapi import Response
from fastapi.params import Depends, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.types import Scope

from shared.error_mapping import as_refusal, faults_of
from shared.errors import Invalid, fault
from shared.texts.words import Words
from shared.web.handlers import problem
from shared.web.requires import open_context, plain_scope


class Taken(NamedTuple):
    """What a route's function takes: by which names its context, its path's parts and its filters."""

    door: str
    scope: str
    path: dict[str, TypeAdapter[Any]]
    filters: str | None
    model: type[BaseModel] | None


class Lane:
    """One route, called without the framework."""

    def __init__(self, route: APIRoute, taken: Taken) -> None:
        self.route = route
        self.taken = taken

    def path_of(self, parts: dict[str, str]) -> dict[str, Any]:
        """The parts of a path as the router hands them on."""
        return {name: self.route.param_convertors[name].convert(part) for name, part in parts.items()}

    async def __call__(self, http: Scope, headers: Mapping[bytes, bytes], path: dict[str, Any]) -> Response:
        """The route's reply, or the problem document of what refused it."""
        http["route"], http["path_params"] = self.route, path
        try:
            authorization = headers.get(b"authorization", b"").decode("latin-1")
            ctx = await open_context(http, authorization, self.taken.scope)
            try:
                arguments = self._arguments(path, http["query_string"])
                reply: Response = await self.route.endpoint(**{self.taken.door: ctx, **arguments})
                # The route has taken what the path names: now it is a code of ours, too.
                ctx.trail.path = path
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

    def _arguments(self, path: Mapping[str, Any], query: bytes) -> dict[str, Any]:
        found: list[Any] = []
        arguments: dict[str, Any] = {}
        for name, kind in self.taken.path.items():
            try:
                arguments[name] = kind.validate_python(path[name])
            except ValidationError as error:
                found += [{**entry, "loc": ("path", name, *entry["loc"])} for entry in error.errors()]
        if self.taken.filters is not None and self.taken.model is not None:
            try:
                arguments[self.taken.filters] = self.taken.model.model_validate(_once_each(query))
            except ValidationError as error:
                found += [{**entry, "loc": ("query", *entry["loc"])} for entry in error.errors()]
        if found:
            raise Invalid(errors=faults_of(found, None))
        return arguments


def _once_each(query: bytes) -> dict[str, str]:
    if not query:
        return {}
    sent: dict[str, str] = {}
    for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        if name in sent:
            raise Invalid(
                errors=[fault(f"?{name}", Words("Given more than once", es="Aparece más de una vez"), "repeated")]
            )
        sent[name] = value
    return sent


class Lanes:
    """The lanes of an application, found as its router finds their routes: by the first whose form a path has."""

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        known = [(route, lane_of(route)) for route in routes if "GET" in (route.methods or ())]
        #: By the noun of a path, so that few forms are tried.
        self._by_noun = {
            noun: [(route.path_regex, lane) for route, lane in known if _noun(route.path) in (noun, None)]
            for noun in {_noun(route.path) for route, _ in known}
        }

    def find(self, path: str) -> tuple[Lane, dict[str, Any]] | None:
        """The lane of a GET and what the path's parameters are; None when the framework is to serve it."""
        for form, lane in self._by_noun.get(_noun(path), ()):
            if found := form.match(path):
                return (lane, lane.path_of(found.groupdict())) if lane else None
        return None


def _noun(path: str) -> str | None:
    """What stands behind the version; None when that is a parameter, and so any noun."""
    noun = path.split("/", 3)[2:3] or [""]
    return None if noun[0].startswith("{") else noun[0]


def lane_of(route: APIRoute) -> Lane | None:
    """The lane of a GET whose function takes our door, parts of its path and one model of filters, and nothing else."""
    call = route.endpoint
    hints = get_type_hints(call, include_extras=True)
    is_reading = route.methods == {"GET"} and iscoroutinefunction(call) and _is_reply(hints.pop("return", None))
    if not is_reading or route.dependencies:
        return None
    doors: dict[str, str] = {}
    path: dict[str, TypeAdapter[Any]] = {}
    filters: dict[str, type[BaseModel]] = {}
    for name, hint in hints.items():
        if (scope := _scope_of(hint)) is not None:
            doors[name] = scope
        elif name in route.param_convertors:
            path[name] = TypeAdapter(hint)
        elif (model := _model_of(hint)) is not None:
            filters[name] = model
        else:
            return None
    if len(doors) != 1 or len(filters) > 1 or path.keys() != route.param_convertors.keys():
        return None
    return Lane(route, Taken(*next(iter(doors.items())), path, *next(iter(filters.items()), (None, None))))


def _is_reply(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Response)


def _scope_of(hint: Any) -> str | None:
    """The scope of a door that is a plain one; None of anything else."""
    said = [one for one in get_args(hint)[1:] if isinstance(one, Depends)]
    return plain_scope(said[0].dependency) if len(said) == 1 else None


def _model_of(hint: Any) -> type[BaseModel] | None:
    """The model of query parameters, each of them one text."""
    if get_origin(hint) is not Annotated or not any(isinstance(one, Query) for one in get_args(hint)[1:]):
        return None
    model = get_args(hint)[0]
    return model if isinstance(model, type) and issubclass(model, BaseModel) else None
