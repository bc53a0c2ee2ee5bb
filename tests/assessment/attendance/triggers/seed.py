"""A trigger, and the alert it raised."""

from tests.assessment.attendance.factories import PUSH, said, school_days
from tests.assessment.attendance.triggers.factories import ALERTS, TRIGGERS, trigger
from tests.isolation.answers import ENDS, OF_THEIRS, READ_BY_ALL, WITH_A_PLACE
from tests.isolation.seeds import World

AFTER = ("attendance.batches",)
COMMON = ("attendance_trigger_id",)
BODIES = {"draft_attendance_trigger": trigger(), "change_attendance_trigger": {"title": "x"}}
RULES = (WITH_A_PLACE, "words of the district, which name nobody")
ANSWERED = {"list_attendance_triggers": RULES, "read_attendance_trigger": RULES}
TO_MENTORS = {**dict.fromkeys(ANSWERED, READ_BY_ALL), "list_attendance_alerts": OF_THEIRS}
UNVERSIONED = {"handle_attendance_alert": ENDS}


async def seed(world: World) -> None:
    made = await world.made(TRIGGERS, trigger(days=1))
    assert (await world.machine.post(f"{TRIGGERS}/{made}/activate")).status_code == 200
    reply = await world.machine.post(PUSH, json={"items": [said(3, day, "A") for day in school_days(2)]})
    assert reply.status_code == 200, reply.text
    query = {"state": "open"}
    alerts = (await world.machine.get(ALERTS, params=query)).json()["items"]
    world.things["attendance_alert_id"] = alerts[0]["id"]
    world.things["attendance_trigger_id"] = await world.made(TRIGGERS, trigger())


async def changeable(world: World, operation: str) -> dict[str, str]:
    """One that is active, to be retired."""
    if operation != "retire_attendance_trigger":
        return {}
    made = await world.made(TRIGGERS, trigger())
    await world.machine.post(f"{TRIGGERS}/{made}/activate")
    return {"attendance_trigger_id": made}
