from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.notifications.occasions.announcements import rules, service
from shared import clock
from shared.testing.calls import Service, assert_refused
from tests.notifications.conftest import MailServer
from tests.notifications.factories import District, address_of, wish
from tests.notifications.occasions.announcements.factories import preview

Send = Callable[[], Awaitable[None]]
WORDS = {"title": "Buses", "body": "All buses run late.\n\nPlease wait <inside>."}


def say(expected_count: int, **audience: Any) -> dict[str, Any]:
    return {**WORDS, "audience": audience, "expected_count": expected_count}


async def send_as_machine(district: District, body: dict[str, Any], key: str = "") -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    async with district.service.machine(district.id) as caller:
        return await caller.post("/v1/announcements", json=body, headers=headers)


class Town:
    """Two schools with a principal and teachers, and a coordinator."""

    def __init__(self, district: District) -> None:
        self.district = district

    async def settle(self) -> "Town":
        district = self.district
        self.oak, self.elm = await district.school("Oak", "title-1", "k8"), await district.school("Elm", "k8")
        self.lead, self.ana, self.ben, self.cleo, self.dan = [await district.person() for _ in range(5)]
        await district.role(self.lead, "principal", self.oak)
        for teacher, school in ((self.ana, self.oak), (self.ben, self.oak), (self.cleo, self.elm)):
            await district.role(teacher, "teacher", school)
        await district.role(self.ana, "mentor", self.elm)
        await district.role(self.dan, "district_coordinator")
        gone, left = await district.person(active=False), await district.person()
        await district.role(gone, "teacher", self.oak)
        await district.role(left, "teacher", self.oak, ends_on=date(2026, 1, 1))
        return self


@pytest.fixture
def town(district: District) -> Town:
    return Town(district)


async def test_roles_and_schools_say_who_is_meant(town: Town, district: District) -> None:
    await town.settle()
    oak, elm = str(town.oak), str(town.elm)
    teachers = {town.ana, town.ben, town.cleo}
    for audience, people in (
        ({"roles": ["teacher"]}, teachers),
        ({"roles": ["teacher"], "school_ids": [oak]}, {town.ana, town.ben}),
        ({"school_ids": [oak]}, {town.lead, town.ana, town.ben}),
        ({"school_tags": ["k8"], "roles": ["teacher", "mentor"]}, teachers),
        ({"school_tags": ["title-1"]}, {town.lead, town.ana, town.ben}),
        ({"school_tags": ["title-1"], "school_ids": [elm]}, {*teachers, town.lead}),
        ({"roles": ["district_coordinator"]}, {town.dan}),
        ({"roles": ["principal"], "staff_ids": [str(town.dan), str(town.lead)]}, {town.dan, town.lead}),
        ({"staff_ids": [str(town.cleo)]}, {town.cleo}),
        ({"roles": ["counselor"]}, set()),
        ({"school_tags": ["nowhere"]}, set()),
    ):
        found = await preview(district, **audience)
        assert (found["count"], {UUID(one["id"]) for one in found["sample"]}) == (len(people), people), audience


async def test_a_preview_counts_by_role_by_school_and_by_channel_and_tells_nobody(
    town: Town, district: District, notifications: Service
) -> None:
    await town.settle()
    # A second role at a school, or at a second one, makes nobody two people.
    await district.role(town.ana, "teacher", town.elm)
    await district.role(town.ben, "mentor", town.oak)
    now = clock.now()
    quiet = {"starts_at": (now - timedelta(hours=1)).strftime("%H:%M")}
    quiet["ends_at"] = (now + timedelta(hours=1)).strftime("%H:%M")
    for person, email in ((town.ana, "off"), (town.ben, "daily")):
        await wish(notifications, district.id, person, choices={"announcement": {"email": email}})
    await wish(notifications, district.id, town.cleo, timezone="UTC", quiet_hours=quiet)
    await wish(notifications, district.id, town.lead, choices={"announcement": {"inbox": "off"}})
    silent = await district.person(email=None)
    found = await preview(
        district, school_tags=["k8"], roles=["teacher", "principal", "nurse"], staff_ids=[str(silent)]
    )
    assert found["count"] == 5
    assert found["by_role"] == [
        {"role": "mentor", "count": 2},
        {"role": "nurse", "count": 0},
        {"role": "principal", "count": 1},
        {"role": "teacher", "count": 3},
    ]
    assert [(one["school"]["name"], one["count"]) for one in found["by_school"]] == [("Oak", 3), ("Elm", 2)]
    assert found["school_count"] == 2
    assert found["reach"] == {
        "inbox": 4,
        "email": 1,
        "waiting": 1,
        "held": 1,
        "suppressed": [
            {"channel": "email", "reason": "no_address", "count": 1},
            {"channel": "email", "reason": "unsubscribed", "count": 1},
            {"channel": "inbox", "reason": "unsubscribed", "count": 1},
        ],
    }
    assert len(found["sample"]) == 5
    assert await district.messages() == []


async def test_what_is_sent_is_what_was_previewed_and_what_became_of_it_is_counted(
    town: Town, district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    await town.settle()
    await wish(notifications, district.id, town.ben, choices={"announcement": {"email": "off"}})
    await wish(notifications, district.id, town.cleo, language="es")
    found = await preview(district, roles=["teacher"])
    sent = await send_as_machine(district, say(found["count"], roles=["teacher"]))
    assert (sent.status_code, sent.json()["recipient_count"]) == (201, 3)
    await send()
    async with notifications.machine(district.id) as caller:
        read = (await caller.get(f"/v1/announcements/{sent.json()['id']}")).json()
        [line] = (await caller.get("/v1/announcements")).json()["items"]
    assert read["deliveries"] == [
        {"channel": "email", "state": "delivered", "reason": None, "count": 2},
        {"channel": "email", "state": "suppressed", "reason": "unsubscribed", "count": 1},
        {"channel": "inbox", "state": "delivered", "reason": None, "count": 3},
    ]
    assert (line["title"], line["recipient_count"], "body" in line) == ("Buses", 3, False)
    [mail] = mail_server.to(address_of(town.ana))
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert mail["Subject"] == "Buses"
    assert "Please wait <inside>." in plain.get_content()
    assert "Please wait &lt;inside&gt;." in html.get_content()
    assert "Dejar de recibir" in str(mail_server.to(address_of(town.cleo))[0].get_body(("html",)))
    async with notifications.person(district.id, town.ana) as caller:
        [entry] = (await caller.get("/v1/inbox")).json()["items"]
    assert (entry["kind"], entry["subject"]) == ("announcement", "Buses")
    [event] = await notifications.published(district.id, "notifications.announcement.sent.v1")
    assert event["data"] == {"announcement_id": read["id"], "recipient_count": 3}


async def test_another_count_than_expected_sends_nothing(town: Town, district: District) -> None:
    await town.settle()
    refused = await send_as_machine(district, say(2, roles=["teacher"]))
    assert_refused(refused, 409, "count_differs")
    assert refused.json()["errors"] == [{"pointer": "/expected_count", "detail": "3", "code": "count_differs"}]
    assert await district.messages() == []


async def test_the_same_key_sends_once(town: Town, district: District) -> None:
    await town.settle()
    first = await send_as_machine(district, say(3, roles=["teacher"]), key="buses")
    again = await send_as_machine(district, say(3, roles=["teacher"]), key="buses")
    assert (first.status_code, again.content) == (201, first.content)
    assert len(await district.messages()) == 3
    other = await send_as_machine(district, say(1, roles=["principal"]), key="buses")
    assert_refused(other, 422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"audience": {}}, "audience_empty", "/audience"),
        ({"audience": {"roles": [], "staff_ids": []}}, "audience_empty", "/audience"),
        ({"audience": {"staff_ids": [str(UUID(int=1))]}}, "audience_unknown", "/audience/staff_ids/0"),
        ({"audience": {"school_ids": [str(UUID(int=1))]}}, "audience_unknown", "/audience/school_ids/0"),
        ({"audience": {"roles": ["teacher"] * 31}}, "invalid", "/audience/roles"),
        ({"audience": {"roles": ["no role"]}}, "invalid", "/audience/roles/0"),
        ({"audience": {"school_tags": ["x"] * 51}}, "invalid", "/audience/school_tags"),
        ({"audience": {"school_tags": [""]}}, "invalid", "/audience/school_tags/0"),
        ({"audience": {"school_ids": [str(UUID(int=1))] * 2001}}, "invalid", "/audience/school_ids"),
        ({"audience": {"staff_ids": [str(UUID(int=1))] * 5001}}, "invalid", "/audience/staff_ids"),
        ({"audience": {"staff_ids": ["ana"]}}, "invalid", "/audience/staff_ids/0"),
        ({"audience": {"everybody": True}}, "invalid", "/audience/everybody"),
        ({"audience": None}, "invalid", "/audience"),
        ({"title": ""}, "invalid", "/title"),
        ({"title": "x" * 201}, "invalid", "/title"),
        ({"title": "two\nlines"}, "invalid", "/title"),
        ({"body": "   "}, "invalid", "/body"),
        ({"body": "x" * 4001}, "invalid", "/body"),
        ({"body": "nul\x00"}, "invalid", "/body"),
        ({"expected_count": 0}, "invalid", "/expected_count"),
        ({"expected_count": "3"}, "invalid", "/expected_count"),
        ({"html": "<b>"}, "invalid", "/html"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_tells_nobody(
    district: District, change: dict[str, Any], code: str, pointer: str
) -> None:
    refused = await send_as_machine(district, {**say(1, roles=["teacher"]), **change})
    assert_refused(refused, 422, code)
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert await district.messages() == []


async def test_an_audience_of_nobody_and_somebody_who_left_are_refused(town: Town, district: District) -> None:
    await town.settle()
    nobody = await send_as_machine(district, say(1, roles=["counselor"]))
    assert_refused(nobody, 422, "audience_empty")
    gone = await district.person(active=False)
    refused = await send_as_machine(district, say(2, staff_ids=[str(town.ana), str(gone)]))
    assert refused.json()["errors"][0]["pointer"] == "/audience/staff_ids/1"


async def test_too_many_people_are_refused(town: Town, district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    await town.settle()
    monkeypatch.setattr(service, "MOST_PEOPLE", 2)
    refused = await send_as_machine(district, say(3, roles=["teacher"]))
    assert_refused(refused, 422, "audience_too_large")
    assert rules.MOST_PEOPLE == 20_000
    assert await district.messages() == []


async def test_a_schools_lead_speaks_to_their_own_school_alone(
    town: Town, district: District, notifications: Service
) -> None:
    await town.settle()
    oak = {"school_ids": [str(town.oak)]}
    async with notifications.person(district.id, town.lead, ("principal", town.oak)) as lead:
        for audience in (
            {"roles": ["teacher"]},
            {"school_ids": [str(town.elm)]},
            {"staff_ids": [str(town.dan)]},
            {**oak, "staff_ids": [str(town.cleo)]},
        ):
            for path, body in (("/preview", {"audience": audience}), ("", say(1, **audience))):
                refused = await lead.post(f"/v1/announcements{path}", json=body)
                assert_refused(refused, 403, "not_permitted")
        assert (await lead.post("/v1/announcements/preview", json={"audience": oak})).json()["count"] == 3
        sent = (await lead.post("/v1/announcements", json=say(3, **oak))).json()
        other = (await send_as_machine(district, say(1, roles=["principal"]))).json()
        assert [one["id"] for one in (await lead.get("/v1/announcements")).json()["items"]] == [sent["id"]]
        assert (await lead.get(f"/v1/announcements/{sent['id']}")).status_code == 200
        assert (await lead.get(f"/v1/announcements/{other['id']}")).status_code == 404
    async with notifications.person(district.id, town.dan, ("district_coordinator", None)) as coordinator:
        assert len((await coordinator.get("/v1/announcements")).json()["items"]) == 2
        assert (await coordinator.get(f"/v1/announcements/{uuid4()}")).status_code == 404


@pytest.mark.parametrize("role", ["teacher", "data_manager", "district_team_member"])
async def test_others_announce_nothing(district: District, notifications: Service, role: str) -> None:
    ana = await district.person()
    mine: dict[str, Any] = {"staff_ids": [str(ana)]}
    sent = (await send_as_machine(district, say(1, **mine))).json()
    async with notifications.person(district.id, ana, (role, None)) as caller:
        # Not even to nobody.
        for audience in (mine, {"roles": ["nurse"]}, {}):
            body = {"audience": audience}
            assert_refused(await caller.post("/v1/announcements/preview", json=body), 403, "not_permitted")
            refused = await caller.post("/v1/announcements", json=say(1, **audience))
            assert_refused(refused, 403, "not_permitted")
        for path in ("", f"/{sent['id']}"):
            assert_refused(await caller.get(f"/v1/announcements{path}"), 403, "not_permitted")
