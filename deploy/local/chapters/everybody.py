"""A small plan to its end: work of each teacher and of the district, a corrected score, the plan closed and carried on."""

from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.local.callers import read_and_approve
from deploy.local.story import Story

SCORED = "assessment.administration.scored.v2"


def play(story: Story) -> None:
    """Each teacher of one school has a task of their own, the district one; a score put right closes and opens one."""
    if "administration" not in story.outcome:
        story.report.step("No school has scored anything: there is nothing to put right")
        return
    story.report.step(
        "Every teacher of a school has a task of their own, the district itself has one, a colleague gives one"
    )
    plan = _publish(story)
    _work(story, plan)
    story.report.step("A score is put right, and what it proved follows")
    _correct(story, plan)
    story.report.step("The plan's year is over: it is closed with its figures, and carried on as the next year's draft")
    _close(story, plan)


def _publish(story: Story) -> dict[str, Any]:
    coordinator, executive = story.people["district_coordinator"], story.people["executive_leader"]
    plan = coordinator.post("scheduling", "/v1/plans", _content(story))
    url = f"/v1/plans/{plan['id']}"
    coordinator.post("scheduling", f"{url}/submit")
    preview, _ = read_and_approve(executive, url, plan["content_hash"])
    for activity in preview["activities"]:
        who = f"each of {activity['people']} people" if activity["people"] else f"{activity['tasks']} tasks"
        story.report.line(f"{activity['code']} {activity['title']}: {who}")
    began = datetime.now(UTC)
    plan = coordinator.post("scheduling", f"{url}/publish")
    story.report.asked(f"POST {url}/publish", f"{plan['task_count']} tasks")
    story.settled(began)
    return dict(plan)


def _work(story: Story, plan: dict[str, Any]) -> None:
    coordinator = story.people["district_coordinator"]
    tasks = coordinator.all("scheduling", "/v1/tasks", plan_id=plan["id"])
    each = [task for task in tasks if task["owned_by"] == "each"]
    (own,) = [task for task in tasks if task["school"] is None]
    # Somebody who leads nothing: a school's leads may work on all of its tasks.
    roles = story.admin.all("partners", "/v1/role-assignments", held_on=str(story.today))
    leading = {role["staff"]["id"] for role in roles if role["role"] != "teacher"}
    first, other, *_ = sorted(
        (task for task in each if task["owner"]["id"] not in leading), key=lambda task: story.order(task["owner"]["id"])
    )
    teacher = story.person(first["owner"]["id"])
    done = teacher.post("scheduling", f"/v1/tasks/{first['id']}/complete", {})
    story.report.asked(
        f"POST /v1/tasks/{first['id']}/complete", f"{done['owner']['name']}: {done['state']}, the others' not"
    )
    story.refused(
        "the same for a colleague's", lambda: teacher.post("scheduling", f"/v1/tasks/{other['id']}/complete", {})
    )
    coordinator.post("scheduling", f"/v1/tasks/{own['id']}/complete", {})
    wish = {"title": "Bring the sign-in sheet", "school_id": first["school"]["id"], "owner_id": other["owner"]["id"]}
    began = datetime.now(UTC)
    given = teacher.post("scheduling", "/v1/tasks", {**wish, "due_on": str(story.today + timedelta(days=3))})
    story.settled(began)
    story.report.asked(
        "POST /v1/tasks", f"{given['owner']['name']} reads: {'; '.join(story.news(given['owner']['id']))}"
    )
    story.outcome["everybody"] = {"each": each, "district": own, "given": given}


def _correct(story: Story, plan: dict[str, Any]) -> None:
    coordinator = story.people["district_coordinator"]
    scored = story.outcome["administration"]
    url = f"/v1/administrations/{scored['id']}"
    states = []
    for better in (True, False):
        now = coordinator.get("assessment", url)
        answers = [_answered(answer, better) for answer in now["answers"]]
        reason = "The team had counted one room twice." if better else "It had not: the first count was right."
        began = datetime.now(UTC)
        body = {"answers": answers, "reason": reason}
        put = coordinator.call(
            "assessment", "POST", f"{url}/correct", json=body, headers={"If-Match": f'"{now["version"]}"'}
        )
        story.settled(began)
        total = put.json()["results"]["total"]
        (task,) = coordinator.all("scheduling", "/v1/tasks", plan_id=plan["id"], search="E3")
        story.report.asked(
            f"POST {url}/correct", f"{total['points']} of {total['possible']}: task E3 is {task['state']}"
        )
        states.append(task["state"])
    story.outcome["everybody"]["corrected"] = states


def _answered(answer: dict[str, Any], better: bool) -> dict[str, Any]:
    """Full points, which the scale's even codes have, or one less."""
    points = answer["points"] + (answer["points"] % 2 if better else -1)
    return {"item_code": answer["item_code"], "points": max(points, 0), "not_applicable": False}


def _close(story: Story, plan: dict[str, Any]) -> None:
    coordinator = story.people["district_coordinator"]
    began = datetime.now(UTC)
    closed = coordinator.post("scheduling", f"/v1/plans/{plan['id']}/close", {"reason": "The year is over."})
    story.settled(began)
    total = coordinator.get("scheduling", f"/v1/plans/{plan['id']}/roll-up", by="school")["total"]
    story.report.asked(
        f"POST /v1/plans/{plan['id']}/close", f"{total['done']} of {total['tasks']} done; what is not stays undone"
    )
    years = coordinator.all("scheduling", "/v1/school-years")
    last = max(years, key=lambda year: year["ends_on"])
    start = int(last["starts_on"][:4]) + 1
    year = {"title": f"{start}-{start + 1}", "starts_on": f"{start}-08-24", "ends_on": f"{start + 1}-06-11"}
    story.admin.post("scheduling", "/v1/school-years", {**year, "non_school_days": [f"{start}-11-26"]})
    draft = coordinator.post("scheduling", f"/v1/plans/{plan['id']}/carry-on", {})
    story.report.asked(f"POST /v1/plans/{plan['id']}/carry-on", f"a draft for {draft['school_year']}, its days moved")
    story.outcome["everybody"] |= {"closed": closed, "total": total, "draft": draft}


def _content(story: Story) -> dict[str, Any]:
    school = story.schools[story.outcome["proved"]["school"]["id"]]
    here = {"kind": "schools", "local_codes": [school["local_code"]]}
    due = {"kind": "date", "on": str(story.today + timedelta(days=20))}
    plain = {"due": due, "done_when": {"kind": "manual"}}
    full = [
        {"field": "instrument_code", "op": "equals", "value": "tier1-self-check"},
        {"field": "lowest_subscale_percent", "op": "at_least", "value": 100},
    ]
    activities = [
        {**plain, "code": "E1", "title": "Take part in the practice session", "owner_role": "teacher", "targets": here}
        | {"owned_by": "each"},
        {**plain, "code": "E2", "title": "Adopt the district's handbook", "owner_role": "district_coordinator"}
        | {"targets": {"kind": "district"}},
        {
            "code": "E3",
            "title": "Reach all points in every part of the self-check",
            "owner_role": "principal",
            "due": due,
        }
        | {"targets": here, "done_when": {"kind": "event", "event_type": SCORED, "conditions": full}},
    ]
    goal = {
        "code": "E",
        "title": "Everybody has seen the practices",
        "measure": "Teachers who took part",
        "unit": "percent",
    }
    whole = {**goal, "baseline": 0, "target": 100, "target_on": str(story.today + timedelta(days=60))}
    strategy = {"code": "E.S", "title": "Practice together", "activities": activities}
    year = story.plan["school_year"]
    return {"title": "Practice together", "school_year": year, "goals": [{**whole, "strategies": [strategy]}]}
