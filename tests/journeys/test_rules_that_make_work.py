"""A rule from its draft to its work: a principal begins in partners, and they are told why in their own language."""

from uuid import UUID

from services.notifications.wording.templates.rendering import render, subject
from shared import clock
from shared.testing.calls import Service
from tests.partners.privacy.emergency_access.factories import District

ZONE = "America/Detroit"
RULE = {
    "when": {
        "event_type": "partners.role.assigned.v1",
        "conditions": [{"field": "role", "op": "equals", "value": "principal"}],
    },
    "title": "Look at the readiness again",
    "asked_of": {"kind": "person_of_fact"},
    "due_school_days": 3,
    "mode": "task",
}


async def hand_over(giver: Service, district_id: UUID, type_: str, *takers: Service) -> None:
    """Hand all that one service has published of a type to others: what they know already changes nothing."""
    found = await giver.published(district_id, type_)
    assert found, type_
    for taker in takers:
        await taker.receive(district_id, *[(event["type"], event["data"]) for event in found])


async def test_a_new_principal_is_told_what_to_do_and_why_until_it_was_a_mistake(
    partners: Service, scheduling: Service, notifications: Service, district_id: UUID
) -> None:
    district = await District(partners, district_id).seed()
    for what in ("district", "school", "staff"):
        await hand_over(partners, district_id, f"partners.{what}.recorded.v1", scheduling, notifications)
    await hand_over(partners, district_id, "partners.role.assigned.v1", scheduling, notifications)

    # Written, tried, and holding.
    coordinator = scheduling.person(district_id, district.steward_id, ("district_coordinator", None))
    body = {"code": "new-principal", "name": "New principal", "content": RULE}
    reply = await coordinator.post("/v1/work-rules", json=body)
    assert reply.status_code == 201, reply.text
    url = f"/v1/work-rules/{reply.json()['id']}"
    assert (await coordinator.get(f"{url}/dry-run")).json()["cause_count"] == 0
    reply = await coordinator.post(f"{url}/activate", json={}, headers={"If-Match": reply.headers["etag"]})
    assert (reply.status_code, reply.json()["holds"]) == (200, 1)

    # Somebody who reads Spanish begins as principal today.
    new = await district.made("/v1/staff", given_name="Ana", family_name="Ruiz", language="es")
    today = clock.day_in(ZONE, clock.now()).isoformat()
    role = {"staff_id": str(new), "role": "principal", "school_id": str(district.oak), "starts_on": today}
    held = await district.made("/v1/role-assignments", **role)
    await hand_over(partners, district_id, "partners.staff.recorded.v1", scheduling, notifications)
    await hand_over(partners, district_id, "partners.role.assigned.v1", scheduling, notifications)

    principal = scheduling.person(district_id, new, ("principal", district.oak))
    (task,) = (await principal.get("/v1/my-day")).json()["due_soon"]
    why = "regla «New principal», versión 1: alguien comenzó como responsable de la dirección en Oak el "
    assert (task["title"], why in task["because"]) == ("Look at the readiness again", True)

    # Told them at once, with the reason in their words.
    await hand_over(scheduling, district_id, "scheduling.tasks.changed.v2", notifications)
    (message,) = (await notifications.machine(district_id).get("/v1/messages")).json()["items"]
    assert message["language"] == "es"
    assert subject("tasks_changed", "es", message["facts"]) == "Por hacer: Look at the readiness again"
    assert why in render("tasks_changed", "es", message["facts"]).text

    # It was a mistake: nothing is left to do, and they hear that too.
    path = f"/v1/role-assignments/{held}"
    tag = {"If-Match": (await district.machine.get(path)).headers["etag"]}
    ended = await district.machine.patch(path, json={"ends_on": today}, headers=tag)
    assert ended.status_code == 200, ended.text
    await hand_over(partners, district_id, "partners.role.ended.v1", scheduling)
    assert (await principal.get("/v1/my-day")).json()["due_soon"] == []
    whole = (await coordinator.get(f"/v1/tasks/{task['id']}")).json()
    assert (whole["state"], whole["withdrawn_reason"]) == ("withdrawn", "What it was made of has been withdrawn.")
    (made,) = (await coordinator.get("/v1/made-works")).json()["items"]
    assert (made["state"], made["reason"]) == ("undone", "withdrawn")
    await hand_over(scheduling, district_id, "scheduling.tasks.changed.v2", notifications)
    told = (await notifications.machine(district_id).get("/v1/messages")).json()["items"]
    subjects = {subject("tasks_changed", "es", one["facts"]) for one in told}
    assert subjects == {f"{said}: Look at the readiness again" for said in ("Por hacer", "Ya no hay que hacerlo")}
