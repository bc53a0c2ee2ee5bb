"""Somebody is closed at the identity provider: on a whole stack nothing lets them in any more, and their tasks are not lost."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from deploy.local.callers import Caller, Refused, lives_until, read_and_approve
from deploy.local.stack import Stack
from shared.testing.processes import PATIENCE
from tests.partners.access.scim.provider import ENTERPRISE, PATCH, USER
from tests.scheduling.factories import TODAY, activity, plan_of

#: A call of each service that the leaver was let in to.
DOORS = {
    "partners": ("/v1/staff", "directory:read"),
    "scheduling": ("/v1/tasks", "tasks:read"),
    "assessment": ("/v1/instruments", "instruments:read"),
    "notifications": ("/v1/inbox", "inbox:read"),
}


def test_who_is_closed_over_scim_is_refused_everywhere_and_their_tasks_wait_for_somebody(stack: Stack) -> None:
    admin, people, scim = _district(stack)
    leaver = people["coordinator"]
    task = _task_of(stack, admin, people, leaver)
    caller = admin.as_client("Their own", [scope for _, scope in DOORS.values()], leaver)
    bearer = caller.bearer()
    assert _answers(stack, bearer) == dict.fromkeys(DOORS, 200)

    closing = {"schemas": [PATCH], "Operations": [{"op": "Replace", "path": "active", "value": "False"}]}
    assert scim("PATCH", f"/Users/{leaver}", closing).json()["active"] is False
    stack.until(lambda: _answers(stack, bearer) == dict.fromkeys(DOORS, 401), "the refusal of the token everywhere")
    assert time.time() < lives_until(bearer), "it was refused before it ran out by itself"
    with pytest.raises(Refused) as refused:
        admin.as_client("Another", ["tasks:read"], leaver).bearer()
    assert refused.value.reply.status_code == 401

    waiting = stack.until(lambda: admin.all("scheduling", "/v1/handovers", waiting="true"), "the handover")
    assert [(row["former_owner"]["id"], row["task_count"]) for row in waiting] == [(leaver, 1)]
    assert _owner(admin, task) is None

    # Who comes back gets what nobody has taken, and no handover waits.
    opening = {"schemas": [PATCH], "Operations": [{"op": "Replace", "path": "active", "value": "True"}]}
    assert scim("PATCH", f"/Users/{leaver}", opening).json()["active"] is True
    stack.until(lambda: _owner(admin, task) == leaver, "their task again")
    assert admin.all("scheduling", "/v1/handovers", waiting="true") == []
    # The tokens of before stay refused; a new one is good.
    assert set(_answers(stack, bearer).values()) == {401}
    caller.token = ""
    assert _answers(stack, caller.bearer()) == dict.fromkeys(DOORS, 200)


def _owner(admin: Caller, task: dict[str, Any]) -> str | None:
    """Who owns a task now."""
    owner = admin.get("scheduling", f"/v1/tasks/{task['id']}")["owner"]
    return owner["id"] if owner else None


def _district(stack: Stack) -> tuple[Caller, dict[str, str], Callable[..., httpx.Response]]:
    """The administration, the ids of the people SCIM made, and SCIM itself with a client's secret."""
    printed = stack.command("districts", "create", "Cedar Valley", "--timezone", "America/Detroit")
    facts = dict(line.split(None, 1) for line in printed.splitlines())
    admin = Caller(stack, facts["client_id"], facts["client_secret"], "administration")
    provider = admin.as_client("Identity provider", ["scim:write"])

    def scim(method: str, path: str, body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {provider.secret}", "Content-Type": "application/scim+json"}
        reply = httpx.request(
            method, f"{stack.url('partners')}/scim/v2{path}", json=body, headers=headers, timeout=PATIENCE
        )
        assert reply.is_success, reply.text
        return reply

    people = {}
    for number, name in enumerate(("author", "executive", "coordinator")):
        body = {"schemas": [USER], "userName": f"{name}@x.org", ENTERPRISE: {"employeeNumber": str(number)}}
        people[name] = scim("POST", "/Users", body).json()["id"]
    return admin, people, scim


def _task_of(stack: Stack, admin: Caller, people: dict[str, str], owner: str) -> dict[str, Any]:
    """The task a published plan gave the coordinator of the only school."""
    oak = {"name": "Oak", "local_code": "0101", "level": "elementary", "grades": ["KG", "01"], "tags": ["title-1"]}
    school = admin.post("partners", "/v1/schools", {**oak, "cohort": "1"})["id"]
    for person, role, place in (
        ("author", "district_coordinator", None),
        ("executive", "executive_leader", None),
        ("coordinator", "school_coordinator", school),
    ):
        since = (TODAY - timedelta(days=2)).isoformat()
        wish = {"staff_id": people[person], "role": role, "school_id": place, "starts_on": since}
        admin.post("partners", "/v1/role-assignments", wish)
    year = {
        "title": "this year",
        "starts_on": str(TODAY - timedelta(days=60)),
        "ends_on": str(TODAY + timedelta(days=250)),
    }
    admin.post("scheduling", "/v1/school-years", year)
    scopes = ["plans:read", "plans:write", "plans:approve", "plans:publish", "tasks:read"]
    author, executive = (admin.as_client(name, scopes, people[name]) for name in ("author", "executive"))
    stack.until(lambda: _is_known(admin, owner), "the owner in scheduling's directory")
    plan = author.post("scheduling", "/v1/plans", plan_of(activity()))
    author.post("scheduling", f"/v1/plans/{plan['id']}/submit")
    read_and_approve(executive, f"/v1/plans/{plan['id']}", plan["content_hash"])
    author.post("scheduling", f"/v1/plans/{plan['id']}/publish")
    task: dict[str, Any] = stack.until(lambda: admin.all("scheduling", "/v1/tasks"), "the task")[0]
    stack.until(lambda: _owner(admin, task) == owner, "its owner")
    return task


def _is_known(admin: Caller, staff_id: str) -> bool:
    try:
        admin.get("scheduling", "/v1/handover-preview", staff_id=staff_id)
    except Refused:
        return False
    return True


def _answers(stack: Stack, bearer: str) -> dict[str, int]:
    headers = {"Authorization": f"Bearer {bearer}"}
    return {
        service: httpx.get(f"{stack.url(service)}{path}", headers=headers, timeout=PATIENCE).status_code
        for service, (path, _) in DOORS.items()
    }
