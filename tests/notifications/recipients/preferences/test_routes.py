from typing import Any
from uuid import uuid4

import pytest

from services.notifications.wording.templates.kinds import Kind
from shared.testing.calls import Service, assert_refused
from tests.notifications.factories import DUE, District, wish
from tests.one_day import ZONE

NIGHT = {"starts_at": "21:00", "ends_at": "06:30"}


async def test_who_wishes_nothing_reads_what_applies(district: District, notifications: Service) -> None:
    ana = await district.person(language="es")
    async with notifications.person(district.id, ana) as caller:
        reply = await caller.get("/v1/preferences")
    found = reply.json()
    assert reply.headers["ETag"].startswith('"0-')
    assert (found["language"], found["language_used"]) == (None, "es")
    assert (found["timezone"], found["timezone_used"]) == (None, ZONE)
    assert (found["quiet_hours"], found["daily_at"], found["updated_by"]) == (None, "07:00", None)
    assert set(found["choices"]) == set(Kind)
    assert {(one["inbox"], one["email"]) for one in found["choices"].values()} == {("on", "urgent")}
    assert {kind for kind, one in found["choices"].items() if one["urgent"]} == {
        "escalation",
        "barrier",
        "emergency_access",
    }


async def test_a_patch_changes_what_it_names_and_null_takes_back(district: District, notifications: Service) -> None:
    ana = await district.person()
    first = await wish(
        notifications,
        district.id,
        ana,
        language="es",
        timezone="America/Chicago",
        quiet_hours=NIGHT,
        daily_at="16:30",
        choices={"mention": {"email": "daily"}, "watched": {"inbox": "off", "email": "off"}},
    )
    assert (first.status_code, first.headers["ETag"][:3]) == (200, '"1-')
    again = await wish(
        notifications,
        district.id,
        ana,
        language=None,
        quiet_hours={"days": ["saturday", "friday"]},
        choices={"watched": {"inbox": None}, "mention": None},
    )
    found = again.json()
    assert again.headers["ETag"].startswith('"2-')
    assert (found["language"], found["timezone_used"], found["daily_at"]) == (None, "America/Chicago", "16:30")
    assert found["quiet_hours"] == {**NIGHT, "days": ["friday", "saturday"]}
    ways = {kind: (one["inbox"], one["email"]) for kind, one in found["choices"].items()}
    assert (ways["watched"], ways["mention"]) == (("on", "off"), ("on", "urgent"))
    assert found["choices"]["watched"]["set_by"]["id"] == str(ana)
    none = (await wish(notifications, district.id, ana, quiet_hours=None, choices=None)).json()
    assert none["quiet_hours"] is None
    assert {(one["inbox"], one["email"]) for one in none["choices"].values()} == {("on", "urgent")}
    said = await notifications.published(district.id, "notifications.preferences.changed.v1")
    assert [event["data"] for event in said] == [{"staff_id": str(ana), "version": n} for n in (1, 2, 3)]
    written = await notifications.sql("select reason from audit_entries where district_id = $1", district.id)
    assert [entry["reason"] for entry in written] == [["owner"]] * 3


@pytest.mark.parametrize(
    ("patch", "code", "pointer"),
    [
        ({"quiet_hours": {"starts_at": "21:00"}}, "invalid", "/quiet_hours/ends_at"),
        ({"quiet_hours": {"ends_at": "06:00"}}, "invalid", "/quiet_hours/starts_at"),
        ({"quiet_hours": {"starts_at": "07:00", "ends_at": "07:00"}}, "quiet_whole_day", "/quiet_hours/ends_at"),
        ({"quiet_hours": {**NIGHT, "starts_at": "24:00"}}, "invalid", "/quiet_hours/starts_at"),
        ({"quiet_hours": {**NIGHT, "starts_at": "9pm"}}, "invalid", "/quiet_hours/starts_at"),
        ({"quiet_hours": {**NIGHT, "days": []}}, "invalid", "/quiet_hours/days"),
        ({"quiet_hours": {**NIGHT, "days": ["someday"]}}, "invalid", "/quiet_hours/days/0"),
        ({"quiet_hours": {**NIGHT, "days": ["monday"] * 8}}, "invalid", "/quiet_hours/days"),
        ({"quiet_hours": {**NIGHT, "until": "x"}}, "invalid", "/quiet_hours/until"),
        ({"timezone": "Mars/Olympus"}, "invalid", "/timezone"),
        ({"timezone": "../../etc/passwd"}, "invalid", "/timezone"),
        ({"language": "english"}, "invalid", "/language"),
        ({"daily_at": "7:00"}, "invalid", "/daily_at"),
        ({"daily_at": 7}, "invalid", "/daily_at"),
        ({"choices": {"escalation": {"inbox": "off"}}}, "urgent_stays", "/choices/escalation/inbox"),
        ({"choices": {"barrier": {"inbox": "off"}}}, "urgent_stays", "/choices/barrier/inbox"),
        ({"choices": {"mention": {"inbox": "daily"}}}, "invalid", "/choices/mention/inbox"),
        ({"choices": {"mention": {"email": "weekly"}}}, "invalid", "/choices/mention/email"),
        ({"choices": {"mention": {"sms": "on"}}}, "invalid", "/choices/mention/sms"),
        ({"choices": {"gossip": {"email": "off"}}}, "invalid", "/choices/gossip"),
        ({"choices": {"mention": {"set_by": "me"}}}, "invalid", "/choices/mention/set_by"),
        ({"staff_id": str(uuid4())}, "invalid", "/staff_id"),
    ],
)
async def test_a_wish_that_makes_no_sense_changes_nothing(
    district: District, notifications: Service, patch: dict[str, Any], code: str, pointer: str
) -> None:
    ana = await district.person()
    reply = await wish(notifications, district.id, ana, **{"language": "es", **patch})
    assert_refused(reply, 422, code)
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]
    async with notifications.person(district.id, ana) as caller:
        found = (await caller.get("/v1/preferences")).json()
    assert (found["version"], found["language"]) == (0, None)


async def test_urgent_mail_can_be_turned_off(district: District, notifications: Service) -> None:
    ana = await district.person()
    reply = await wish(notifications, district.id, ana, choices={"escalation": {"email": "off", "inbox": "on"}})
    assert (reply.status_code, reply.json()["choices"]["escalation"]["email"]) == (200, "off")


async def test_a_change_names_the_version_it_changes(district: District, notifications: Service) -> None:
    ana = await district.person()
    async with notifications.person(district.id, ana) as caller:
        assert (await caller.patch("/v1/preferences", json={"language": "es"})).status_code == 428
        for wrong, status in (('"1"', 412), ("0", 422)):
            reply = await caller.patch("/v1/preferences", json={"language": "es"}, headers={"If-Match": wrong})
            assert reply.status_code == status
        first = {"If-Match": '"0"'}
        assert (await caller.patch("/v1/preferences", json={"language": "es"}, headers=first)).status_code == 200
        late = await caller.patch("/v1/preferences", json={"language": "en"}, headers=first)
        assert (late.status_code, late.headers["ETag"]) == (412, '"1"')


async def test_operators_read_who_set_it_and_nobody_else_does(district: District, notifications: Service) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    await wish(notifications, district.id, ana, choices={"mention": {"email": "off"}})
    for role, status in (("data_manager", 200), ("district_coordinator", 200), ("teacher", 403)):
        async with notifications.person(district.id, ben, (role, None)) as caller:
            reply = await caller.get(f"/v1/preferences/{ana}")
            assert reply.status_code == status
    async with notifications.machine(district.id) as caller:
        found = (await caller.get(f"/v1/preferences/{ana}")).json()
        assert found["updated_by"] == found["choices"]["mention"]["set_by"]
        assert found["updated_by"]["id"] == str(ana)
        assert found["choices"]["mention"]["set_at"] == found["updated_at"]
        assert (await caller.get(f"/v1/preferences/{ben}")).json()["version"] == 0
        assert (await caller.get(f"/v1/preferences/{uuid4()}")).status_code == 404
        refused = await caller.get("/v1/preferences")
        assert_refused(refused, 403, "people_only")


async def test_what_is_kept_out_of_the_inbox_is_not_there_but_known(district: District, notifications: Service) -> None:
    ana = await district.person()
    await wish(notifications, district.id, ana, choices={"plan_published": {"inbox": "off"}})
    await district.publish([(ana, DUE)])
    async with notifications.person(district.id, ana) as caller:
        assert (await caller.get("/v1/inbox")).json()["items"] == []
        assert (await caller.get("/v1/inbox/unread-count")).json() == {"unread": 0}
        [message] = await district.messages()
        assert (await caller.get(f"/v1/inbox/{message['id']}")).status_code == 404
    [inbox] = await district.deliveries(ana, "inbox")
    assert (inbox["state"], inbox["reason"], inbox["attempts"]) == ("suppressed", "unsubscribed", 0)
    [email] = await district.deliveries(ana)
    assert email["state"] == "due"
    [event] = await notifications.published(district.id, "notifications.delivery.%")
    assert await notifications.published(district.id, "notifications.message.sent.v1") == []
    assert (event["type"], event["data"]["reason"]) == ("notifications.delivery.suppressed.v1", "unsubscribed")


async def test_a_wished_language_beats_the_staff_record(district: District, notifications: Service) -> None:
    ana = await district.person(language="en")
    await wish(notifications, district.id, ana, language="es-MX")
    await district.publish([(ana, DUE)])
    [message] = await district.messages()
    assert message["language"] == "es"
