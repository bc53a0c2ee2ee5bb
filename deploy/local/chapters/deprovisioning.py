"""Somebody's account is closed at the identity provider: SCIM says so, and no service lets them in any more."""

import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from deploy.local.callers import Refused, lives_until
from deploy.local.story import Story

SCIM_SCOPES = ["scim:write"]
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
#: One call in each service that anybody with a role at a school may make.
CALLS = {
    "partners": "/v1/district",
    "scheduling": "/v1/my-day",
    "assessment": "/v1/instruments",
    "notifications": "/v1/inbox",
}


def play(story: Story) -> None:
    """The provisioning client closes an account; tokens die in all four services, and the tasks wait for somebody."""
    story.report.step("An account is closed at the identity provider (SCIM): nobody lets its owner in any more")
    tasks = story.admin.all("scheduling", "/v1/tasks", plan_id=story.plan["id"], state="open", unowned=False)
    owned = Counter(task["owner"]["id"] for task in tasks if task["owner"]["id"] not in story.callers)
    if not owned:
        story.report.line("nobody is left who has open tasks and no other part in this story")
        return
    leaver = min(owned, key=lambda id_: (-owned[id_], story.order(id_)))
    person = story.person(leaver)
    for service, path in CALLS.items():
        person.get(service, path)
    old_token = person.token
    provisioning = story.admin.as_client("Provisioning", SCIM_SCOPES)
    user = _user(story, provisioning, leaver)
    began, clock = datetime.now(UTC), time.monotonic()
    operations = [{"op": "Replace", "path": "active", "value": "False"}]
    body = {"schemas": [PATCH], "Operations": operations}
    provisioning.call("partners", "PATCH", f"/scim/v2/Users/{user['id']}", json=body)
    story.report.asked("PATCH /scim/v2/Users/{id}", f"active: false ({owned[leaver]} open tasks)")
    seconds = {}
    for service, path in CALLS.items():
        seconds[service] = _until_refused(person, old_token, service, path, clock)
        story.report.line(f"{service:<14} refuses the token after {seconds[service]:.1f} s")
    try:
        story.sign_on.bearer(person.member)
    except (Refused, RuntimeError) as refused:
        refusal = str(refused)
        story.report.asked("signing in again", refusal.partition(": ")[2])
    else:
        raise RuntimeError("a closed account signed in")
    story.settled(began)
    handovers = story.admin.all("scheduling", "/v1/handovers", former_owner_id=leaver)
    waiting = sum(handover["task_count"] for handover in handovers)
    story.report.asked("GET /v1/handovers", f"{waiting} tasks wait for a successor; nothing moved by itself")
    facts = {"seconds": seconds, "signing_in": refusal, "handovers": handovers, "tasks": owned[leaver]}
    story.outcome["deprovisioned"] = facts


def _user(story: Story, provisioning: Any, staff_id: str) -> dict[str, Any]:
    """The SCIM User of a staff member: the provider creates it, partners finds whose it is by the roster's id."""
    person = story.staff[staff_id]
    body = {
        "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        ],
        "userName": person["email"] or person["source_id"],
        "externalId": person["source_id"],
        "name": {"givenName": person["given_name"], "familyName": person["family_name"]},
        "active": True,
    }
    return dict(provisioning.call("partners", "POST", "/scim/v2/Users", json=body).json())


def _until_refused(person: Any, token: str, service: str, path: str, clock: float) -> float:
    """Seconds until a service refuses the token, which has not run out by itself."""
    while time.time() < lives_until(token):
        person.stack.look()
        person.token = token
        if person.send(service, "GET", path).status_code == 401:
            return time.monotonic() - clock
        time.sleep(0.2)
    raise RuntimeError(f"{service} takes the token until it runs out")
