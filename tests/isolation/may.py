"""Which calls do what a row's `may` names, and where it stands: read from the routes, so that a new one is among them."""

import re
from dataclasses import dataclass
from typing import Any, get_args

import httpx
from fastapi.routing import APIRoute
from pydantic import BaseModel

from shared.testing.calls import Service
from tests.isolation.samples import sent_to
from tests.isolation.seeds import guarded_routes
from tests.isolation.walks import Things

#: Calls whose act is not called as their path ends.
CALLED = {
    "end_school_role": "change_at_school",
    "revoke_school_role": "revoke_at_school",
    "change_team_member": "change_member",
    "remove_file": "remove_file",
    "revoke_feed": "revoke",
    "set_directory_opt_out": "opt_out",
    "withdraw_directory_opt_out": "withdraw_opt_out",
}
#: Calls below a row that are no act of it, each with why.
NOT_ITS_OWN = {
    "give_school_role": "makes a role assignment, which has acts of its own, at the school its path names",
    "watch_task": "whoever sees a task watches it, or no more, as often as they like",
    "unwatch_task": "whoever sees a task watches it, or no more, as often as they like",
    "remove_barrier_task": "takes apart what `tasks` of the barrier put together",
    "change_step": "a step is the task's, which says `steps`",
    "remove_step": "a step is the task's, which says `steps`",
}
#: Below another row than the one that says so.
SAID_BY = {
    "/v1/schools/{school_id}/role-assignments/{school_assignment_id}": "/v1/role-assignments/{school_assignment_id}",
    "/v1/teams/{team_id}/members/{member_id}": "/v1/teams/{team_id}",
    "/v1/tasks/{task_id}/files/{file_id}": "/v1/tasks/{task_id}",
}


@dataclass(frozen=True)
class Act:
    """A call that changes a row, or does something with it, and what its `may` calls that; `row` is the row's path."""

    name: str
    row: str
    method: str
    route: APIRoute


def row_of(path: str) -> str:
    """The path of the row a call is about: up to the last thing it names."""
    return path[: path.rfind("}") + 1]


def acts_of(service: Service) -> list[Act]:
    """Everything that is done to a row of the service."""
    found = []
    for route in guarded_routes(service):
        path = route.path_format
        row = row_of(path)
        for method in (
            sorted((route.methods or set()) - {"GET", "HEAD"}) if row and route.name not in NOT_ITS_OWN else ()
        ):
            end = path[len(row) :].strip("/")
            name = CALLED.get(route.name) or end or {"PATCH": "change", "DELETE": "delete", "PUT": "change"}[method]
            found.append(Act(name, SAID_BY.get(row, row), method, route))
    return found


def says(service: Service) -> dict[str, tuple[str, type[BaseModel]]]:
    """Where the rows are read, by their path: their own, or their list's; and the reply they are read as."""
    reading = {
        _unnamed(route.path_format): route for route in guarded_routes(service) if "GET" in (route.methods or ())
    }
    found = {}
    for row in dict.fromkeys(act.row for act in acts_of(service)):
        for path in (row, row.rpartition("/")[0]):
            read_as = reading[_unnamed(path)].response_model if _unnamed(path) in reading else None
            model = _row_model(read_as)
            # What stands above a row is its list, or another row, which says what may be done to itself.
            if model is not None and (path == row or model is not read_as):
                found[row] = path, model
                break
    return found


def _unnamed(path: str) -> str:
    """A path whatever its things are called."""
    return re.sub(r"{\w+}", "{}", path)


def _row_model(model: Any) -> type[BaseModel] | None:
    if not isinstance(model, type) or not issubclass(model, BaseModel):
        return None
    if (items := model.model_fields.get("items")) is not None:
        (of,) = get_args(items.annotation)
        return of if isinstance(of, type) and issubclass(of, BaseModel) else None
    return model


async def read(caller: httpx.AsyncClient, row: str, path: str, things: Things) -> dict[str, Any] | None:
    """The row as the caller is shown it, or nothing."""
    url = path.format(**things)
    reply = await caller.get(url, params={} if path == row else {"limit": "500"})
    if not reply.is_success:
        return None
    id_ = row.format(**things).rpartition("/")[2]
    if path == row:
        return {**reply.json(), "ETag": reply.headers.get("ETag", "*")}
    return next(({**one, "ETag": "*"} for one in reply.json()["items"] if one["id"] == id_), None)


async def attempt(caller: httpx.AsyncClient, act: Act, tag: str, things: Things) -> httpx.Response:
    """Do it as a room's seed says it is done."""
    sent = sent_to(act.route, things)
    headers = {**sent.get("headers", {}), **({"If-Match": tag} if act.method in ("PATCH", "PUT", "DELETE") else {})}
    return await caller.request(act.method, act.route.path_format.format(**things), **{**sent, "headers": headers})
