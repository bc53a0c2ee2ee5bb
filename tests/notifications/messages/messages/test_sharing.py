"""Who shares tasks is told once, with the first of them; of what was given to another they are not told what it is."""

from typing import Any
from uuid import uuid4

from shared.testing.calls import envelope
from tests.notifications.factories import DUE, District


async def test_who_shares_tasks_of_a_plan_is_told_once(district: District) -> None:
    ana, ben, oak = await district.person("Ana"), await district.person("Ben"), await district.school("Oak")
    task = {"task_id": uuid4(), "activity_code": "A1", "title": "Meet families", "school_id": oak, "due_on": DUE}
    person: dict[str, Any] = {"task_count": 7, "first_due_on": DUE, "first_tasks": [task]}
    people = [{**person, "person_id": ana}, {**person, "person_id": ben, "task_count": 1}]
    plan = {"change_id": uuid4(), "plan_id": uuid4(), "plan_title": "Reading first", "chunk": 0}
    said = envelope(district.id, "scheduling.responsibility.shared.v1", {**plan, "people": people})
    await district.take(said)
    await district.take(said)
    told = await district.told("tasks_shared")
    assert told.keys() == {ana, ben}
    facts = told[ana]
    assert (facts["title"], facts["task_count"], facts["first_due_on"]) == ("Reading first", 7, DUE.isoformat())
    assert [(one["title"], one["school_name"]) for one in facts["first_tasks"]] == [("Meet families", "Oak")]
    assert facts["because"]["code"] == "responsible"


async def test_who_shares_a_given_task_is_told_by_whom_and_not_what_it_is(district: District) -> None:
    ana, ben, eva = await district.person("Ana"), await district.person("Ben"), await district.person("Eva")
    origin = {"kind": "given", "id": None, "code": None, "title": None}
    ids: dict[str, Any] = {
        "task_id": uuid4(),
        "plan_id": None,
        "activity_id": None,
        "school_id": None,
        "watcher_ids": [],
    }
    given = {**ids, "origin": origin, "owner_id": ana, "given_by": eva, "due_on": DUE, "responsible_ids": [ben, eva]}
    await district.take(envelope(district.id, "scheduling.task.given.v1", given))
    told = await district.told("tasks_shared")
    # Who gave it knows.
    assert told.keys() == {ben}
    assert (told[ben]["title"], told[ben]["task_count"], told[ben]["first_tasks"]) == (None, 1, [])
    assert told[ben]["by_name"].startswith("Eva")
    assert told[ben]["because"]["person_name"].startswith("Ana")
    assert (await district.told("task_given")).keys() == {ana}
