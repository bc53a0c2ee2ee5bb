"""draft → submitted → returned | approved → published."""

from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import District, activity, plan_of


async def test_a_returned_plan_is_changed_and_submitted_again(district: District) -> None:
    author, executive = district.author, district.executive
    plan = (await author.post("/v1/plans", json=plan_of())).json()
    url = f"/v1/plans/{plan['id']}"
    assert (await author.post(f"{url}/submit")).json()["state"] == "submitted"
    locked = await author.patch(url, json={"title": "x"}, headers={"If-Match": '"2"'})
    assert_refused(locked, 409, "plan_not_editable")
    returned = (await executive.post(f"{url}/return", json={"reason": "Name the data source."})).json()
    assert (returned["state"], returned["returned_reason"]) == ("returned", "Name the data source.")
    etag = {"If-Match": f'"{returned["version"]}"'}
    changed = (await author.patch(url, json={"title": "Better"}, headers=etag)).json()
    assert changed["content_hash"] != plan["content_hash"]
    assert (await author.post(f"{url}/submit")).status_code == 200
    stale = await executive.post(f"{url}/approve", json={"content_hash": plan["content_hash"]})
    assert_refused(stale, 409, "content_hash_differs")
    right = await district.approve(url, changed["content_hash"])
    assert right.json()["approved_hash"] == changed["content_hash"]


async def test_the_content_hash_survives_storing(district: District) -> None:
    body = plan_of(
        activity("A1", targets={"kind": "schools", "local_codes": ["0301", "0101"]}),
        activity(
            "A2",
            due={"kind": "offset", "count": 3, "unit": "school_days", "direction": "after", "anchor": "publication"},
        ),
    )
    plan = (await district.author.post("/v1/plans", json=body)).json()
    etag = {"If-Match": f'"{plan["version"]}"'}
    same = (await district.author.patch(f"/v1/plans/{plan['id']}", json={"title": body["title"]}, headers=etag)).json()
    assert same["content_hash"] == plan["content_hash"]


async def test_schools_see_only_plans_that_reached_them(district: District) -> None:
    draft = (await district.author.post("/v1/plans", json=plan_of())).json()
    assert (await district.oak.get(f"/v1/plans/{draft['id']}")).status_code == 404
    assert (await district.oak.get("/v1/plans")).json()["items"] == []
    plan = await district.published(activity())
    assert [p["id"] for p in (await district.oak.get("/v1/plans")).json()["items"]] == [plan["id"]]


async def test_a_machine_writes_a_plan_but_a_person_answers_for_it(district: District, scheduling: Service) -> None:
    machine = scheduling.machine(district.id)
    plan = (await machine.post("/v1/plans", json=plan_of())).json()
    reply = await machine.post(f"/v1/plans/{plan['id']}/submit")
    assert_refused(reply, 403, "people_only")
    assert (await district.author.post(f"/v1/plans/{plan['id']}/submit")).status_code == 200
