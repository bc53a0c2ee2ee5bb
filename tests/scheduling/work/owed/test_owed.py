"""What another service asks for is a task as any other, until that service says that it is over."""

from datetime import timedelta

import pytest

from shared.ids import new_id
from shared.testing.calls import assert_refused
from tests.scheduling.factories import TODAY, District
from tests.scheduling.work.owed.factories import IN_FIVE, Asker
from tests.states.scheduling import OWED_WORK

TITLE = "Find somebody at oak for 3 students whose caseload keepers have left"


async def test_it_is_a_task_of_who_holds_the_role_with_words_of_the_catalogue(district: District) -> None:
    asker = Asker(district)
    await asker.ask()
    task = await asker.task()
    assert (task["title"], task["owner"]["id"]) == (TITLE, str(district.people["principal_oak"]))
    assert (task["due_on"], task["state"], task["school"]["name"]) == (IN_FIVE.isoformat(), "open", "oak")
    assert task["origin"] == {
        **{"kind": "owed", "id": str(asker.id), "service": "assessment", "type": "orphaned_caseloads"},
        **{"code": "caseloads.orphaned", "values": {"count": 3, "school": str(district.schools["oak"])}},
        **{"link": "/v1/caseload-assignments?orphaned=true", "closes_by": "origin"},
        **{"rule": None, "because": None},
    }
    assert await asker.answers() == [("taken", 1, None)]


async def test_its_owner_has_it_on_their_day_and_is_told_in_one_event(district: District) -> None:
    asker = Asker(district)
    await asker.ask(due_on=TODAY.isoformat())
    principal = district.as_person("principal_oak", ("principal", "oak"))
    day = (await principal.get("/v1/my-day")).json()
    assert [task["title"] for task in day["due_today"]] == [TITLE]
    (event,) = await district.scheduling.published(district.id, "scheduling.tasks.changed.v2")
    assert (event["data"]["cause"], event["data"]["owner_id"]) == ("asked", str(district.people["principal_oak"]))
    (line,) = event["data"]["lines"]
    assert (line["change"], line["title"], line["text_code"]) == ("added", TITLE, "caseloads.orphaned")
    assert line["text_values"]["count"] == 3


async def test_older_and_repeated_wishes_change_nothing(district: District) -> None:
    asker = Asker(district)
    await asker.ask(version=5)
    for version in (5, 4):
        await asker.ask(version=version, due_on=(TODAY + timedelta(days=9)).isoformat())
    await asker.settle(version=3)
    task = await asker.task()
    assert (task["due_on"], task["state"], task["version"]) == (IN_FIVE.isoformat(), "open", 1)
    assert await asker.answers() == [("taken", 5, None)]


async def test_a_changed_wish_changes_the_open_task(district: District) -> None:
    asker = Asker(district)
    await asker.ask()
    first = await asker.task()
    later = (TODAY + timedelta(days=9)).isoformat()
    values = {"count": 1, "school": str(district.schools["oak"])}
    await asker.ask(due_on=later, text_values=values, role="school_coordinator")
    task = await asker.task()
    assert (task["id"], task["due_on"], task["owner"]["id"]) == (
        *(first["id"], later),
        str(district.people["coordinator_oak"]),
    )
    assert task["title"] == "Find somebody at oak for 1 student whose caseload keeper has left"
    assert task["origin"]["values"]["count"] == 1


async def test_only_new_words_leave_owner_and_day_as_people_made_them(district: District) -> None:
    asker = Asker(district)
    await asker.ask()
    task = await asker.task()
    owner = str(district.people["coordinator_oak"])
    await district.author.patch(f"/v1/tasks/{task['id']}", json={"owner_id": owner}, headers={"If-Match": '"1"'})
    await asker.ask(text_values={"count": 4, "school": str(district.schools["oak"])})
    task = await asker.task()
    assert (task["owner"]["id"], task["origin"]["values"]["count"]) == (owner, 4)


async def test_of_another_school_it_is_another_task(district: District) -> None:
    asker = Asker(district)
    await asker.ask()
    await asker.ask(school_id=district.schools["elm"], role="school_coordinator")
    found = {task["school"]["name"]: (task["state"], task["owner"]["id"]) for task in await asker.tasks()}
    assert found["oak"][0] == "withdrawn"
    assert found["elm"] == ("open", str(district.people["coordinator_elm"]))


async def test_what_is_done_at_the_origin_is_done_on_its_day(district: District) -> None:
    asker = Asker(district)
    await asker.ask()
    day = TODAY - timedelta(days=1)
    await asker.settle(settled_on=day.isoformat())
    task = await asker.task()
    assert (task["state"], task["done_on"]) == ("done", day.isoformat())
    (event,) = await district.scheduling.published(district.id, "scheduling.task.completed.v2")
    assert (event["data"]["origin"]["title"], event["data"]["on_time"]) == (TITLE, True)


async def test_what_is_dropped_is_withdrawn_and_its_owner_told(district: District) -> None:
    asker = Asker(district)
    await asker.ask()
    await asker.settle("dropped")
    assert (await asker.task())["state"] == "withdrawn"
    _, event = await district.scheduling.published(district.id, "scheduling.tasks.changed.v2")
    assert (event["data"]["counts"]["withdrawn"], event["data"]["owner_id"]) == (
        1,
        str(district.people["principal_oak"]),
    )


async def test_settled_before_it_was_heard_of_it_makes_no_task(district: District) -> None:
    asker = Asker(district)
    await asker.settle(version=2)
    await asker.ask(version=1)
    await asker.ask(version=2)
    assert await asker.tasks() == []
    assert await asker.answers() == []


async def test_asked_for_again_it_is_a_task_again(district: District) -> None:
    asker = Asker(district)
    await asker.settle(version=2)
    await asker.ask()
    await asker.settle()
    await asker.ask()
    assert sorted(task["state"] for task in await asker.tasks()) == ["done", "open"]


async def test_each_who_holds_the_role_has_one_and_any_takes_the_pools(district: District) -> None:
    each, pool = Asker(district), Asker(district, "partners")
    await each.ask(owned_by="each", role="mentor")
    await pool.ask(owned_by="any", role="mentor")
    own, waiting = await each.task(), await pool.task()
    assert (own["owned_by"], own["owner"]["id"]) == ("each", str(district.people["mentor_oak"]))
    assert (waiting["owned_by"], waiting["owner"]) == ("any", None)
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    taken = await mentor.post(f"/v1/tasks/{waiting['id']}/take")
    assert taken.json()["owner"]["id"] == str(district.people["mentor_oak"])


async def test_it_is_asked_of_a_person_and_of_the_district(district: District) -> None:
    person, whole = Asker(district), Asker(district)
    await person.ask(role=None, person_id=district.people["mentor_oak"])
    await whole.ask(school_id=None, role="district_coordinator")
    assert (await person.task())["owner"]["id"] == str(district.people["mentor_oak"])
    task = await whole.task()
    assert (task["school"], task["owner"]["id"]) == (None, str(district.people["author"]))


async def test_school_days_count_by_the_calendar_of_its_place(district: District) -> None:
    asker = Asker(district)
    monday = TODAY - timedelta(days=TODAY.weekday())
    friday = (monday + timedelta(days=4)).isoformat()
    await asker.ask(due_on=None, due_after=friday, school_days=2)
    assert (await asker.task())["due_on"] == (monday + timedelta(days=8)).isoformat()


async def test_it_is_done_where_it_is_asked_for_and_not_by_hand(district: District) -> None:
    asker = Asker(district)
    await asker.ask()
    url = f"/v1/tasks/{(await asker.task())['id']}"
    principal = district.as_person("principal_oak", ("principal", "oak"))
    refused = await principal.post(f"{url}/complete", json={})
    assert_refused(refused, 409, "closed_elsewhere")
    assert "/v1/caseload-assignments?orphaned=true" in refused.json()["detail"]
    assert_refused(await district.author.post(f"{url}/withdraw", json={"reason": "No."}), 409, "asked_elsewhere")
    assert (await principal.post(f"{url}/start")).json()["state"] == "in_progress"
    await asker.settle()
    assert_refused(await district.author.post(f"{url}/reopen", json={"reason": "No."}), 409, "asked_elsewhere")


async def test_it_is_done_by_hand_where_the_wish_says_so(district: District) -> None:
    asker = Asker(district)
    await asker.ask(closes_by="hand")
    url = f"/v1/tasks/{(await asker.task())['id']}"
    principal = district.as_person("principal_oak", ("principal", "oak"))
    assert (await principal.post(f"{url}/complete", json={})).json()["state"] == "done"
    await asker.ask(closes_by="hand", text_values={"count": 9, "school": str(district.schools["oak"])})
    assert [task["state"] for task in await asker.tasks()] == ["done"]
    again = await district.author.post(f"{url}/reopen", json={"reason": "Not yet."})
    assert again.json()["state"] == "open"


async def test_what_no_task_can_be_made_of_is_refused_by_name(district: District) -> None:
    for more, reason in (
        ({"school_id": new_id()}, "unknown_school"),
        ({"role": "astronaut"}, "unknown_role"),
        ({"role": None, "person_id": new_id()}, "unknown_person"),
        ({"role": None, "person_id": district.people["mentor_oak"], "school_id": None}, "unknown_person"),
        ({"role": "counselor", "owned_by": "each"}, "nobody_holds_role"),
        ({"text_code": "no.such.text"}, "unknown_text"),
        ({"text_values": {"count": "three", "school": str(district.schools["oak"])}}, "unknown_text"),
        ({"text_values": {"count": 3}}, "unknown_text"),
    ):
        asker = Asker(district)
        await asker.ask(**more)
        assert (await asker.answers(), await asker.tasks()) == ([("refused", 1, reason)], [])


async def test_a_refused_change_leaves_nothing_of_the_former_wish_open(district: District) -> None:
    asker = Asker(district)
    await asker.ask()
    await asker.ask(role="astronaut")
    assert (await asker.task())["state"] == "withdrawn"
    await asker.ask()
    assert sorted(task["state"] for task in await asker.tasks()) == ["open", "withdrawn"]


async def test_a_school_heard_of_later_gets_what_was_asked_of_it(district: District) -> None:
    asker, school = Asker(district), new_id()
    await asker.ask(school_id=school)
    told = {
        **{"school_id": school, "name": "new", "local_code": "9", "level": "high", "grades": ["09"], "tags": []},
        **{"cohort": None, "opens_on": None, "closes_on": None, "version": 1},
    }
    await district.scheduling.receive(district.id, ("partners.school.recorded.v1", told))
    assert (await asker.task())["owner"] is None
    assert await asker.answers() == [("refused", 1, "unknown_school"), ("taken", 1, None)]


async def test_who_takes_over_the_role_takes_over_what_is_owed(district: District) -> None:
    asker = Asker(district)
    await asker.ask()
    await district.scheduling.receive(
        district.id,
        ("partners.role.assigned.v1", district.role("mentor_oak", "principal", "oak")),
        (
            "partners.staff.recorded.v1",
            {
                **{"staff_id": district.people["principal_oak"], "given_name": "A", "family_name": "B", "email": None},
                **{"language": "en", "active": False, "version": 2},
            },
        ),
    )
    assert (await asker.task())["owner"]["id"] == str(district.people["mentor_oak"])


async def hear(asker: Asker, what: str) -> None:
    """Its service says this."""
    if what == "owed":
        await asker.ask()
    elif what == "undoable":
        await asker.ask(role="astronaut")
    elif what == "settled":
        await asker.settle()
    else:
        await asker.ask(version=1)


@pytest.mark.parametrize("state", OWED_WORK)
async def test_what_is_said_moves_it_as_its_states_say(district: District, state: str) -> None:
    begun = {"standing": "owed", "refused": "undoable", "settled": "settled"}
    found = {}
    for said in OWED_WORK[state]:
        asker = Asker(district)
        asker.version = 1
        await hear(asker, begun[state])
        await hear(asker, said)
        (row,) = await district.scheduling.sql("select state from owed_works where origin_id = $1", asker.id)
        found[said] = row["state"]
    assert found == OWED_WORK[state]
