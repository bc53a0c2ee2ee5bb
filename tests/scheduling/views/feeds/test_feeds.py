"""Feeds: what is in them, who has them, and when they end."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.scheduling.views.feeds.writing import GIVEN
from shared.testing.calls import Service, assert_refused
from tests.front_ends import lead
from tests.one_day import ZONE
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.planning.teams.factories import member, team
from tests.scheduling.views.feeds.reading import events, fetched, made, path_of, secret_of, set_task, shown, told
from tests.scheduling.work.delegations.factories import delegated
from tests.scheduling.work.tasks.factories import give

DUE = TODAY + timedelta(days=20)


async def test_a_persons_feed_holds_their_tasks_on_the_day_they_are_due(
    district: District, scheduling: Service
) -> None:
    await district.published(activity("A1", title="Train the team"))
    feed = await made(district.oak)
    assert await shown(scheduling, feed) == {"Train the team": DUE}
    assert await shown(scheduling, await made(district.elm)) == {"Train the team": DUE}
    assert await shown(scheduling, await made(district.as_person("mentor_oak", ("mentor", "oak")))) == {}


async def test_an_event_says_plan_school_and_where_to_open_it(district: District, scheduling: Service) -> None:
    plan = await district.published(activity("A1"))
    task = await district.task(plan, "oak")
    feed = await made(district.oak)
    (event,) = await events(scheduling, feed)
    assert "URL" not in event
    tag = (await fetched(scheduling, feed)).headers["etag"]
    await lead(scheduling, district.id, "https://app.example")
    assert (await fetched(scheduling, feed)).headers["etag"] != tag
    (event,) = await events(scheduling, feed)
    url = f"https://app.example/tasks/{task['id']}"
    assert event["UID"] == f"{task['id']}@{district.id}"
    assert event["DESCRIPTION"] == f"MTSS implementation\noak\n{url}"
    assert event["URL"] == url
    assert event["CATEGORIES"].cats == ["MTSS implementation"]
    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CONFIRMED", "TRANSPARENT", task["version"])
    assert event.decoded("DTEND") == DUE + timedelta(days=1)
    changed = datetime.fromisoformat(task["updated_at"]).astimezone(UTC).replace(microsecond=0)
    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == changed


async def test_what_happens_at_an_hour_stands_at_that_hour_of_the_district(
    district: District, scheduling: Service
) -> None:
    await district.published(activity("A1", hours={"starts_at": "15:30", "ends_at": "17:00"}))
    (event,) = await events(scheduling, await made(district.oak))
    zone = ZoneInfo(ZONE)
    assert event.decoded("DTSTART") == datetime.combine(DUE, time(15, 30), zone)
    assert event.decoded("DTEND") == datetime.combine(DUE, time(17), zone)


async def test_a_schools_feed_holds_every_task_of_the_school(district: District, scheduling: Service) -> None:
    await district.published(activity("A1"), activity("A2", owner_role="principal"))
    feed = await made(district.oak, kind="school", school_id=str(district.schools["oak"]))
    assert set(await shown(scheduling, feed)) == {"Activity A1", "Activity A2"}
    reply = await fetched(scheduling, feed)
    assert "X-WR-CALNAME:Throughline: oak\r\n" in reply.text


async def test_done_and_withdrawn_stay_for_thirty_days(district: District, scheduling: Service) -> None:
    plan = await district.published(*(activity(f"A{n}") for n in range(6)))
    ids = [(await district.task(plan, "oak", f"A{n}"))["id"] for n in range(6)]
    now, long = datetime.now(UTC), timedelta(days=31)
    done = {"state": "done", "done_at": now}
    await set_task(scheduling, ids[0], **done, done_on=TODAY - timedelta(days=29))
    await set_task(scheduling, ids[1], **done, done_on=TODAY - timedelta(days=30))
    await set_task(scheduling, ids[2], state="withdrawn", updated_at=now - timedelta(days=29))
    await set_task(scheduling, ids[3], state="withdrawn", updated_at=now - long)
    await set_task(scheduling, ids[4], due_on=TODAY - timedelta(days=62))
    feed = await made(district.oak)
    found = {str(event["SUMMARY"]): str(event["STATUS"]) for event in await events(scheduling, feed)}
    assert found == {"✓ Activity A0": "CONFIRMED", "Activity A2": "CANCELLED", "Activity A5": "CONFIRMED"}


@pytest.mark.parametrize("how", ["role", "person", "team everywhere", "given"])
async def test_a_persons_feed_holds_what_they_share(district: District, scheduling: Service, how: str) -> None:
    mentor = str(district.people["mentor_oak"])
    if how == "team everywhere":
        of = district.people
        told_of = team(None, member(of["author"], "leader"), member(of["mentor_oak"]))
        await district.scheduling.receive(district.id, told_of)
    named: dict[str, dict[str, Any]] = {
        "role": {"responsible_roles": ["mentor"]},
        "person": {"responsible_ids": [mentor]},
        "team everywhere": {"responsible_roles": ["team:attendance"]},
        "given": {},
    }
    await district.published(activity("A1", **named[how]), activity("A2"))
    title = "Activity A1"
    if how == "given":
        reply = await give(district.author, district, "coordinator_oak", "oak", responsible_ids=[mentor])
        assert reply.status_code == 201, reply.text
        title = GIVEN
    feed = await made(district.as_person("mentor_oak", ("mentor", "oak")))
    assert set(await shown(scheduling, feed)) == {title}
    assert len(await events(scheduling, feed)) == 1


async def test_a_persons_feed_holds_what_whom_they_cover_shares(district: District, scheduling: Service) -> None:
    await district.published(activity("A1", responsible_roles=["mentor"]))
    feed = await made(district.as_person("principal_oak", ("principal", "oak")))
    assert await shown(scheduling, feed) == {}
    await delegated(district, "mentor_oak", "principal_oak")
    assert await shown(scheduling, feed) == {"Activity A1": DUE}


async def test_a_change_raises_the_sequence_and_keeps_the_uid(district: District, scheduling: Service) -> None:
    plan = await district.published(activity("A1"))
    task, feed = await district.task(plan, "oak"), await made(district.oak)
    (before,) = await events(scheduling, feed)
    assert (await district.oak.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 200
    (after,) = await events(scheduling, feed)
    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]
    assert after["SUMMARY"] == "✓ Activity A1"


async def test_a_feed_shows_only_what_its_person_may_see_now(district: District, scheduling: Service) -> None:
    await district.published(activity("A1"))
    feed = await made(district.oak)
    assert await shown(scheduling, feed) == {"Activity A1": DUE}
    await scheduling.sql(
        "update directory_roles set ends_on = $2 where staff_id = $1 returning id",
        *(district.people["coordinator_oak"], TODAY - timedelta(days=2)),
    )
    assert await shown(scheduling, feed) == {}


async def test_who_acts_for_somebody_has_their_tasks_too(district: District, scheduling: Service) -> None:
    await district.published(activity("A1"), activity("A2", owner_role="mentor"))
    feed = await made(district.as_person("mentor_oak", ("mentor", "oak")))
    assert set(await shown(scheduling, feed)) == {"Activity A2"}
    delegation = await delegated(district, "coordinator_oak", "mentor_oak")
    assert len(await events(scheduling, feed)) == 2
    assert set(await shown(scheduling, feed)) == {"Activity A1", "Activity A2"}
    reply = await district.author.post(f"/v1/delegations/{delegation['id']}/end")
    assert reply.status_code == 200, reply.text
    assert set(await shown(scheduling, feed)) == {"Activity A2"}


@pytest.mark.parametrize("kind", ["person", "school"])
async def test_whoever_has_left_has_no_feed(district: District, scheduling: Service, kind: str) -> None:
    school = {"school_id": str(district.schools["oak"])} if kind == "school" else {}
    feed = await made(district.oak, kind=kind, **school)
    assert (await fetched(scheduling, feed)).status_code == 200
    await told(district, "coordinator_oak", active=False)
    assert (await fetched(scheduling, feed)).status_code == 404


async def test_a_schools_feed_ends_when_its_maker_may_not_see_the_school(
    district: District, scheduling: Service
) -> None:
    oak = str(district.schools["oak"])
    feed = await made(district.oak, kind="school", school_id=oak)
    of_district = await made(district.author, kind="school", school_id=oak)
    await scheduling.sql(
        "update directory_roles set role = 'teacher', profile = 'teacher' where staff_id = $1 returning id",
        district.people["coordinator_oak"],
    )
    assert (await fetched(scheduling, feed)).status_code == 404
    assert (await fetched(scheduling, of_district)).status_code == 200


async def test_revoked_is_gone_at_once(district: District, scheduling: Service) -> None:
    feed = await made(district.oak)
    reply = await district.oak.delete(f"/v1/feeds/{feed['id']}")
    assert reply.status_code == 200
    assert reply.json()["revoked_at"]
    assert (await fetched(scheduling, feed)).status_code == 404
    again = await district.oak.delete(f"/v1/feeds/{feed['id']}")
    assert_refused(again, 409, "revoked_already")


async def test_the_address_is_shown_once_and_kept_by_nobody(district: District, scheduling: Service) -> None:
    feed = await made(district.oak)
    listed = await district.oak.get("/v1/feeds")
    assert [item["id"] for item in listed.json()["items"]] == [feed["id"]]
    (row,) = await scheduling.sql("select row_to_json(f)::text as row from feeds f where id = $1::uuid", feed["id"])
    assert "url" in feed
    for kept in (listed.text, row["row"]):
        assert secret_of(feed) not in kept
    assert "hash" not in listed.text
    refused = await district.oak.post("/v1/feeds", headers={"Idempotency-Key": "1"}, json={"kind": "person"})
    assert_refused(refused, 400, "idempotency_key_refused")


async def test_people_see_and_revoke_their_own_and_operators_all(district: District) -> None:
    feed = await made(district.oak)
    assert (await district.elm.get("/v1/feeds")).json()["items"] == []
    assert (await district.elm.delete(f"/v1/feeds/{feed['id']}")).status_code == 404
    assert [item["id"] for item in (await district.author.get("/v1/feeds")).json()["items"]] == [feed["id"]]
    onlooker = district.scheduling.machine(district.id, "tasks:read", "operations:read")
    refused = await onlooker.delete(f"/v1/feeds/{feed['id']}")
    assert_refused(refused, 403, "not_permitted")
    assert (await district.author.delete(f"/v1/feeds/{feed['id']}")).status_code == 200
    only_tasks = district.scheduling.machine(district.id, "tasks:read")
    assert (await only_tasks.get("/v1/feeds")).json()["items"] == []


async def test_the_day_of_the_last_use_is_kept_and_no_more(district: District, scheduling: Service) -> None:
    feed = await made(district.oak)
    assert feed["last_used_on"] is None
    tag = (await fetched(scheduling, feed)).headers["etag"]
    assert (await fetched(scheduling, feed)).headers["etag"] == tag
    (item,) = (await district.oak.get("/v1/feeds")).json()["items"]
    assert abs((date.fromisoformat(item["last_used_on"]) - TODAY).days) <= 1
    assert item["updated_at"] > feed["updated_at"]


async def test_ten_feeds_and_no_more(district: District) -> None:
    feeds = [await made(district.oak) for _ in range(10)]
    refused = await district.oak.post("/v1/feeds", json={"kind": "person"})
    assert_refused(refused, 409, "too_many_feeds")
    await district.oak.delete(f"/v1/feeds/{feeds[0]['id']}")
    await made(district.oak)


async def test_what_cannot_be_a_feed_is_refused(district: District) -> None:
    oak, elm = str(district.schools["oak"]), str(district.schools["elm"])
    teacher = district.as_person("mentor_oak", ("teacher", "oak"))
    machine = district.scheduling.machine(district.id)
    for caller, wish, status, code in (
        (district.oak, {"kind": "school"}, 422, "invalid"),
        (district.oak, {"kind": "person", "school_id": oak}, 422, "invalid"),
        (district.oak, {"kind": "everybody"}, 422, "invalid"),
        (district.oak, {"kind": "person", "staff_id": str(district.people["author"])}, 422, "invalid"),
        (district.oak, {"kind": "school", "school_id": str(district.id)}, 422, "no_such_school"),
        (district.oak, {"kind": "school", "school_id": elm}, 403, "not_permitted"),
        (teacher, {"kind": "school", "school_id": oak}, 403, "not_permitted"),
        (machine, {"kind": "person"}, 403, "people_only"),
    ):
        reply = await caller.post("/v1/feeds", json=wish)
        assert (reply.status_code, reply.json()["code"]) == (status, code), wish
        if status == 422:
            assert reply.json()["errors"][0]["pointer"] in ("/school_id", "/kind", "/staff_id")
    assert (await district.author.get("/v1/feeds")).json()["items"] == []


async def test_the_tag_stands_while_nothing_changes(district: District, scheduling: Service) -> None:
    plan = await district.published(activity("A1"))
    feed = await made(district.oak)
    first = await fetched(scheduling, feed)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, max-age=900"
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        same = await fetched(scheduling, feed, **{"If-None-Match": known})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
        assert same.headers["cache-control"] == "private, max-age=900"
    for other in ('"other"', "", '"' + "0" * 32 + '"', tag.strip('"'), "{},\\'\""):
        assert (await fetched(scheduling, feed, **{"If-None-Match": other})).content == first.content
    head = await scheduling.caller().head(path_of(feed))
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-length", "content-type", "cache-control"):
        assert head.headers[name] == first.headers[name]
    await district.oak.post(f"/v1/tasks/{(await district.task(plan, 'oak'))['id']}/start")
    after = await fetched(scheduling, feed, **{"If-None-Match": tag})
    assert after.status_code == 200
    assert after.headers["etag"] != tag


async def test_two_thousand_events_at_most_those_nearest_to_today(district: District, scheduling: Service) -> None:
    plan = await district.published(activity("A1"))
    await scheduling.sql(
        """insert into tasks (district_id, id, plan_id, goal_id, strategy_id, activity_id, school_id, owner_id, due_on,
          occurrence_on, created_at, updated_at, created_by, updated_by)
        select district_id, gen_random_uuid(), plan_id, goal_id, strategy_id, activity_id, school_id, owner_id,
          due_on + n / 10, due_on + n, now(), now(), '', '' from tasks, generate_series(1, 2500) n
        where district_id = $1 and id = $2::uuid returning id""",
        *(district.id, (await district.task(plan, "oak"))["id"]),
    )
    found = await events(scheduling, await made(district.oak))
    assert len(found) == 2_000
    assert max(event.decoded("DTSTART") for event in found) == DUE + timedelta(days=199)
    days = [event.decoded("DTSTART") for event in found]
    assert days == sorted(days)


async def test_days_without_school_are_the_schools_own(district: District, scheduling: Service) -> None:
    monday = TODAY + timedelta(days=7 - TODAY.weekday())
    week = [monday + timedelta(days=n) for n in range(7)]
    oak = str(district.schools["oak"])
    days = [
        {"day": week[0].isoformat(), "day_type": "holiday", "note": "Founders' Day; all, of us"},
        {"day": week[1].isoformat(), "day_type": "closure"},
        {"day": week[1].isoformat(), "day_type": "instructional", "school_id": oak},
        {"day": week[2].isoformat(), "day_type": "teacher_only", "school_id": oak},
        {"day": week[3].isoformat(), "day_type": "early_dismissal"},
        {"day": week[5].isoformat(), "day_type": "holiday"},
    ]
    reply = await district.author.post("/v1/calendar/days", json={"items": days})
    assert reply.status_code == 200, reply.text
    at_oak = {"Founders' Day; all, of us": week[0], "Teacher-only day": week[2]}
    assert await shown(scheduling, await made(district.oak, include_calendar=True)) == at_oak
    wish = {"kind": "school", "school_id": oak, "include_calendar": True}
    assert await shown(scheduling, await made(district.author, **wish)) == at_oak
    of_district = {"Founders' Day; all, of us": week[0], "Closure": week[1]}
    assert await shown(scheduling, await made(district.author, include_calendar=True)) == of_district
    assert await shown(scheduling, await made(district.oak)) == {}
    (event, _) = await events(scheduling, await made(district.oak, include_calendar=True))
    assert (event["TRANSP"], event.decoded("DTEND")) == ("TRANSPARENT", week[1])
