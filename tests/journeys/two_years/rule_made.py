"""Work that rules of the district make of what happens: tried on the past, made once of a fact, proposed, undone with it."""

from datetime import date
from typing import Any

from tests.journeys.two_years.doing import body_of
from tests.journeys.two_years.living import Act, Years
from tests.journeys.two_years.world import items, ok

ROLE, SCORED = "partners.role.assigned.v1", "assessment.administration.scored.v2"
WELCOME, COACHING = "Welcome the new teacher", "Ask for coaching"


def rule(code: str, title: str, event_type: str, role: str, **more: Any) -> dict[str, Any]:
    """A rule of the district, as it is written."""
    conditions = [{"field": name, "op": op, "value": value} for name, (op, value) in more.pop("conditions").items()]
    asked = {"kind": "role", "role": role}
    content = {"when": {"event_type": event_type, "conditions": conditions}, "title": title, "asked_of": asked, **more}
    return {"code": code, "name": title, "content": content}


def welcome() -> dict[str, Any]:
    """A teacher who begins is welcomed by the principal."""
    conditions = {"role": ("equals", "teacher")}
    return rule("welcome", WELCOME, ROLE, "principal", conditions=conditions, due_school_days=5, mode="task")


def coaching() -> dict[str, Any]:
    """A self-check that finds half or less proposes coaching to the school's lead."""
    conditions = {"instrument_code": ("equals", "check"), "percent": ("at_most", 50)}
    more = {"due_school_days": 20, "mode": "proposal", "decided_by": "school"}
    return rule("coaching", COACHING, SCORED, "school_coordinator", conditions=conditions, **more)


async def draft(years: Years) -> None:
    """The coordinator tries a rule on the past: it makes nothing, and says what it would have made."""
    author = years.world.as_("author")
    for body in (welcome(), coaching()):
        years.kept[body["code"]] = await ok(author.post("/v1/work-rules", json=body))
    tried = await ok(author.get(f"/v1/work-rules/{years.kept['welcome']['id']}/dry-run"))
    assert tried["cause_count"] == sum(name.startswith("teacher_") for name in years.world.people) == 6
    await years.world.hear()
    assert await made(years) == []


async def activate(years: Years) -> None:
    """Both hold from today on: of what was before nothing is made."""
    author = years.world.as_("author")
    for code in ("welcome", "coaching"):
        url = f"/v1/work-rules/{years.kept[code]['id']}"
        tag = {"If-Match": (await author.get(url)).headers["ETag"]}
        await ok(author.post(f"{url}/activate", json={}, headers=tag))
    await years.world.hear()
    assert await made(years) == []


async def made(years: Years) -> list[tuple[str, str | None, str]]:
    """What rules made: the title, the school and its state, each once a fact."""
    found = await items(years.world.as_("author"), "/v1/made-works")
    return sorted((one["title"], (one["school"] or {}).get("id"), one["state"]) for one in found)


async def decide(years: Years) -> None:
    """However often a fact was told and corrected, there is one piece of work of it; what was withdrawn is undone."""
    s1, s2 = years.world.school("s1"), years.world.school("s2")
    states = sorted([(COACHING, s1, "proposed"), (COACHING, s2, "proposed"), (COACHING, s2, "undone")])
    assert await made(years) == [*states, (WELCOME, s1, "standing")]
    for at, step, body in (("s1", "accept", {}), ("s2", "decline", {"reason": "They have one."})):
        principal, query = (
            years.world.as_(f"principal_{at}"),
            {"state": "proposed", "school_id": years.world.school(at)},
        )
        (proposal,) = await items(principal, "/v1/made-works", **query)
        await ok(principal.post(f"/v1/made-works/{proposal['id']}/{step}", json=body))
    await years.world.hear()
    assert {one["owner"]["id"] for one in await tasks(years, COACHING)} == {body_of(years, "coordinator_s1")}
    await years.watch.nobody_is_forgotten()


async def tasks(years: Years, title: str) -> list[dict[str, Any]]:
    """The tasks of a rule that are still to be done."""
    found = await items(years.world.as_("author"), "/v1/tasks", origin="rule", state="open")
    return [one for one in found if one["title"] == title]


async def do(years: Years) -> None:
    """The principal welcomes, the coordinator asks for coaching: each by their word."""
    for title, name in ((WELCOME, "principal_s1"), (COACHING, "coordinator_s1")):
        (task,) = await tasks(years, title)
        assert task["owner"]["id"] == body_of(years, name)
        await ok(years.world.as_(name).post(f"/v1/tasks/{task['id']}/complete", json={}))


async def undo(years: Years) -> None:
    """A role was given by mistake: what it had made is withdrawn and told so; what was done stays done."""
    partners, name = years.world.machine("partners"), "teacher_e_s1"
    await years.world.hire(name, "teacher", "s1")
    await years.world.hear()
    (task,) = await tasks(years, WELCOME)
    path = f"/v1/role-assignments/{years.world.assignments[name, 'teacher']}"
    tag = {"If-Match": (await partners.get(path)).headers["ETag"]}
    await ok(partners.patch(path, json={"ends_on": f"{years.world.today}"}, headers=tag))
    del years.world.held[name]
    await years.world.hear()
    whole = await ok(years.world.as_("author").get(f"/v1/tasks/{task['id']}"))
    assert (whole["state"], whole["origin"]["kind"]) == ("withdrawn", "rule")
    states = [state for title, _, state in await made(years) if title == WELCOME]
    assert sorted(states) == ["standing", "undone"]
    await years.watch.look()
    assert task["id"] in years.watch.named[body_of(years, "principal_s1")]


ACTS: dict[date, Act] = {
    **{date(2026, 9, 3): draft, date(2026, 9, 4): activate, date(2026, 10, 16): decide},
    **{date(2026, 10, 22): do, date(2026, 10, 23): undo},
}
