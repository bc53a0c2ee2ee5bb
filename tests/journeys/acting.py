"""Every transition that leaves somebody to act, made: by whom, and who has to act next and where that stands on their day."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from services.notifications.consumers import consumers
from shared.bus.relay import envelope
from shared.events.event import Envelope
from shared.testing.calls import Service
from tests.partners.privacy.emergency_access import factories as emergencies
from tests.scheduling import factories
from tests.scheduling.factories import TODAY, activity, plan_of
from tests.scheduling.publication.revisions.factories import goals
from tests.scheduling.work.barriers.factories import brought_to, move, raised, run_clocks
from tests.scheduling.work.work_rules.factories import proposed

OUTBOX = """select seq, district_id, id, type, subject, data::text, actor, correlation_id, causation_id, traceparent,
occurred_at from outbox where district_id = $1 and seq > $2 order by seq"""


@dataclass(frozen=True)
class Owed:
    """Who has to act now, by their names in the district, and what of their day has to speak of it; "" where no task does."""

    people: tuple[str, ...]
    on_day: str = ""


class Told(factories.District):
    """A district whose words reach notifications, and who was told since somebody looked."""

    def __init__(self, scheduling: Service, notifications: Service, partners: Service, id_: UUID) -> None:
        super().__init__(scheduling, id_)
        self.notifications, self.partners = notifications, partners
        self.seen = 0
        self.before: set[str] = set()

    async def begin(self) -> "Told":
        """Tell both services of the district."""
        await self.seed()
        await self.notifications.receive(self.id, *self.directory())
        return self

    async def mark(self) -> None:
        """What was said until now is not what is asked about."""
        await self.carry()
        self.before = {str(row["id"]) for row in await self._messages()}

    async def told(self) -> set[str]:
        """The names of those who were told something since `mark`."""
        await self.carry()
        names = {str(id_): name for name, id_ in self.people.items()}
        return {names[str(row["who"])] for row in await self._messages() if str(row["id"]) not in self.before}

    async def carry(self) -> None:
        """Carry what scheduling said over to notifications."""
        rows = await self.scheduling.sql(OUTBOX, self.id, self.seen)
        self.seen = rows[-1]["seq"] if rows else self.seen
        said = [Envelope.model_validate_json(envelope(row, "scheduling")) for row in rows]
        if heard := [one for one in said if one.type in consumers.handlers]:
            await self.notifications.redeliver(*heard)

    async def _messages(self) -> list[Any]:
        return await self.notifications.sql(
            "select id, recipient_id as who from messages where district_id = $1 and facts -> 'because' ->> 'code' is not null",
            self.id,
        )

    async def day_of(self, name: str) -> dict[str, Any]:
        """Somebody's day."""
        reply = await ROLES[name](self).get("/v1/my-day")
        assert reply.status_code == 200, reply.text
        return dict(reply.json())


ROLES: dict[str, Callable[[factories.District], httpx.AsyncClient]] = {
    "author": lambda d: d.author,
    "executive": lambda d: d.executive,
    "coordinator_oak": lambda d: d.oak,
    "coordinator_elm": lambda d: d.elm,
    "principal_oak": lambda d: d.as_person("principal_oak", ("principal", "oak")),
    "mentor_oak": lambda d: d.as_person("mentor_oak", ("mentor", "oak")),
}
Act = Callable[[Told], Awaitable[Owed]]


async def ok(call: Awaitable[httpx.Response]) -> dict[str, Any]:
    """The reply's body, of a call that worked."""
    reply = await call
    assert reply.status_code in (200, 201), reply.text
    return dict(reply.json())


async def draft(told: Told) -> dict[str, Any]:
    """A plan nobody has submitted."""
    return await ok(told.author.post("/v1/plans", json=plan_of(activity())))


async def submitted(told: Told) -> dict[str, Any]:
    """One that waits for approval."""
    plan = await draft(told)
    return await ok(told.author.post(f"/v1/plans/{plan['id']}/submit"))


async def submit_plan(told: Told) -> Owed:
    """The author submits."""
    plan = await draft(told)
    await told.mark()
    await ok(told.author.post(f"/v1/plans/{plan['id']}/submit"))
    return Owed(("executive",), "approve")


async def return_plan(told: Told) -> Owed:
    """The executive returns."""
    plan = await submitted(told)
    await told.mark()
    await ok(told.executive.post(f"/v1/plans/{plan['id']}/return", json={"reason": "Say more."}))
    return Owed(("author",), "mend")


async def approve_plan(told: Told) -> Owed:
    """The executive approves."""
    plan = await submitted(told)
    await told.mark()
    assert (await told.approve(f"/v1/plans/{plan['id']}", plan["content_hash"])).status_code == 200
    return Owed(("author",), "publish")


async def publish_plan(told: Told) -> Owed:
    """The author publishes."""
    plan = await submitted(told)
    assert (await told.approve(f"/v1/plans/{plan['id']}", plan["content_hash"])).status_code == 200
    await told.mark()
    await ok(told.author.post(f"/v1/plans/{plan['id']}/publish"))
    await soon(told)
    return Owed(("coordinator_oak", "coordinator_elm"), "task")


async def soon(told: Told) -> None:
    """Whatever is to be done is due soon."""
    await told.scheduling.sql(
        "update tasks set due_on = $2 where district_id = $1 returning id", told.id, TODAY + timedelta(days=3)
    )


async def revision(told: Told) -> str:
    """A revision of a published plan that brings a task; its address."""
    plan = await told.published()
    body = {"note": "More.", "goals": goals(activity(), activity("B1"))}
    made = await ok(told.author.post(f"/v1/plans/{plan['id']}/revisions", json=body))
    return f"/v1/plans/{plan['id']}/revisions/{made['number']}"


async def submit_revision(told: Told) -> Owed:
    """The author submits."""
    url = await revision(told)
    await told.mark()
    await ok(told.author.post(f"{url}/submit"))
    return Owed(("executive",), "approve")


async def return_revision(told: Told) -> Owed:
    """The executive returns."""
    url = await revision(told)
    await ok(told.author.post(f"{url}/submit"))
    await told.mark()
    await ok(told.executive.post(f"{url}/return", json={"reason": "Say more."}))
    return Owed(("author",), "mend")


async def approve_revision(told: Told) -> Owed:
    """The executive approves."""
    url = await revision(told)
    made = await ok(told.author.post(f"{url}/submit"))
    await told.mark()
    assert (await told.approve(url, made["content_hash"])).status_code == 200
    return Owed(("author",), "publish")


async def publish_revision(told: Told) -> Owed:
    """The author publishes."""
    url = await revision(told)
    made = await ok(told.author.post(f"{url}/submit"))
    assert (await told.approve(url, made["content_hash"])).status_code == 200
    await told.mark()
    await ok(told.author.post(f"{url}/publish"))
    await soon(told)
    return Owed(("coordinator_oak", "coordinator_elm"), "task")


async def a_task(told: Told) -> dict[str, Any]:
    """A task of Oak's coordinator that is due soon."""
    task = await told.task(await told.published(), "oak")
    await soon(told)
    return task


async def reopen_task(told: Told) -> Owed:
    """The principal opens again what the coordinator said is done."""
    task = await a_task(told)
    await ok(told.oak.post(f"/v1/tasks/{task['id']}/complete", json={}))
    await told.mark()
    await ok(ROLES["principal_oak"](told).post(f"/v1/tasks/{task['id']}/reopen", json={"reason": "Not yet."}))
    return Owed(("coordinator_oak",), "task")


async def reassign_task(told: Told) -> Owed:
    """The principal gives it to the mentor."""
    task = await a_task(told)
    await told.mark()
    items = [{"task_id": task["id"], "owner_id": str(told.people["mentor_oak"])}]
    await ok(ROLES["principal_oak"](told).post("/v1/bulk/tasks/reassign", json={"items": items}))
    return Owed(("mentor_oak",), "task")


async def comment_on_task(told: Told) -> Owed:
    """The coordinator asks the principal."""
    task = await a_task(told)
    await told.mark()
    body = {"body": "How?", "mentioned_ids": [str(told.people["principal_oak"])]}
    await ok(told.oak.post(f"/v1/tasks/{task['id']}/comments", json=body))
    return Owed(("principal_oak",), "mentioned")


async def change_comment(told: Told) -> Owed:
    """The coordinator asks the principal after all."""
    task = await a_task(told)
    url = f"/v1/tasks/{task['id']}/comments"
    made = await told.oak.post(url, json={"body": "How?"})
    await told.mark()
    body = {"mentioned_ids": [str(told.people["principal_oak"])]}
    headers = {"If-Match": made.headers["ETag"]}
    await ok(told.oak.patch(f"{url}/{made.json()['id']}", json=body, headers=headers))
    return Owed(("principal_oak",), "mentioned")


async def end_delegation(told: Told) -> Owed:
    """The delegate hands back what the coordinator had lent."""
    await a_task(told)
    day = TODAY.isoformat()
    ids = {"from_id": str(told.people["coordinator_oak"]), "to_id": str(told.people["mentor_oak"])}
    body = {**ids, "school_id": str(told.schools["oak"]), "starts_on": day, "ends_on": day, "reason": "A course."}
    made = await ok(told.oak.post("/v1/delegations", json=body))
    await told.mark()
    await ok(ROLES["mentor_oak"](told).post(f"/v1/delegations/{made['id']}/end"))
    return Owed(("coordinator_oak",), "task")


async def barrier(told: Told, state: str) -> dict[str, Any]:
    """A barrier in a state, and nothing said of it counted."""
    found = await brought_to(told, state)
    await told.mark()
    return found


async def raise_barrier(told: Told) -> Owed:
    """The coordinator raises one: their principal looks at it."""
    await told.mark()
    await raised(told.oak, school_ids=[str(told.schools["oak"])])
    return Owed(("principal_oak",), "triage")


async def raise_among_schools(told: Told) -> Owed:
    """Of two schools: no principal's alone, so the district's."""
    await told.mark()
    schools = [str(told.schools[name]) for name in ("oak", "elm")]
    mentor = ROLES["mentor_oak"](told)
    made = await ok(mentor.post("/v1/barriers", json={"title": "Buses", "category": "time", "school_ids": schools[:1]}))
    assert (await told.author.post(f"/v1/barriers/{made['id']}/schools", json={"school_ids": schools[1:]})).status_code
    await told.mark()
    reply = await told.author.post(f"/v1/barriers/{made['id']}/triage", json={"level": "executive", "reason": "Money."})
    assert reply.status_code == 200, reply.text
    return Owed(("executive",), "answer")


async def triage_barrier(told: Told) -> Owed:
    """The principal says it is the district team's."""
    found = await barrier(told, "raised")
    body = {"level": "district_team", "reason": "No school can do that."}
    await ok(ROLES["principal_oak"](told).post(f"/v1/barriers/{found['id']}/triage", json=body))
    return Owed(("author",), "answer")


async def assign_barrier(told: Told) -> Owed:
    """The coordinator gives it to the executive."""
    found = await barrier(told, "triaged")
    assert (await move(told, found, "assign")).status_code == 200
    return Owed(("executive",), "answer")


async def escalate_barrier(told: Told) -> Owed:
    """The coordinator takes it up."""
    found = await barrier(told, "triaged")
    assert (await move(told, found, "escalate")).status_code == 200
    return Owed(("executive",), "answer")


async def escalate_by_clock(told: Told) -> Owed:
    """Nobody answers in time."""
    await barrier(told, "raised")
    await run_clocks(told.scheduling, told.id, TODAY + timedelta(days=60))
    return Owed(("author",), "answer")


async def run_out_at_the_top(told: Told) -> Owed:
    """The executive does not answer in time."""
    await barrier(told, "escalated")
    await run_clocks(told.scheduling, told.id, TODAY + timedelta(days=120))
    return Owed(("executive",), "answer")


async def decide_barrier(told: Told) -> Owed:
    """The coordinator decides for the executive, who sees it through."""
    found = await barrier(told, "assigned")
    assert (await move(told, found, "decide")).status_code == 200
    return Owed(("executive",), "resolve")


async def resolve_barrier(told: Told) -> Owed:
    """The raiser says whether it is gone."""
    found = await barrier(told, "decided")
    assert (await move(told, found, "resolve")).status_code == 200
    return Owed(("coordinator_oak",), "confirm")


async def reopen_barrier(told: Told) -> Owed:
    """It is not: it is the executive's again."""
    found = await barrier(told, "resolved")
    assert (await move(told, found, "reopen")).status_code == 200
    return Owed(("executive",), "answer")


async def close_emergency(told: Told) -> Owed:
    """A teacher closes what they had opened: the district's coordinator reviews it."""
    district = await emergencies.District(told.partners, told.id).seed()
    told.people["steward"] = district.steward_id
    directory = await told.partners.published(told.id, "partners.%")
    await told.notifications.receive(told.id, *((one["type"], one["data"]) for one in directory))
    opened = await district.opened()
    await told.mark()
    await ok(district.teacher.post(f"{emergencies.PATH}/{opened['id']}/close"))
    [closed] = await told.partners.published(told.id, "partners.emergency_access.closed.v1")
    await told.notifications.receive(told.id, (closed["type"], closed["data"]))
    return Owed(("steward",))


async def accept_proposal(told: Told) -> Owed:
    """The district coordinator takes what a rule proposes; it is the school coordinator's then."""
    proposal = await proposed(told)
    await told.mark()
    soon = {"due_on": (TODAY + timedelta(days=1)).isoformat()}
    await ok(told.author.post(f"/v1/made-works/{proposal['id']}/accept", json=soon))
    return Owed(("coordinator_oak",), "task")


#: By room and name of the transition, whoever acts by a name of their own after the colon.
ACTS: dict[str, Act] = {
    "scheduling.planning.plans/submit": submit_plan,
    "scheduling.planning.plans/return": return_plan,
    "scheduling.planning.plans/approve": approve_plan,
    "scheduling.planning.plans/publish": publish_plan,
    "scheduling.publication.revisions/submit": submit_revision,
    "scheduling.publication.revisions/return": return_revision,
    "scheduling.publication.revisions/approve": approve_revision,
    "scheduling.publication.revisions/publish": publish_revision,
    "scheduling.work.tasks/reopen": reopen_task,
    "scheduling.work.tasks/reassign": reassign_task,
    "scheduling.work.tasks/comments": comment_on_task,
    "scheduling.work.task_comments/change": change_comment,
    "scheduling.work.work_rules/accept": accept_proposal,
    "scheduling.work.delegations/end": end_delegation,
    "scheduling.work.barriers/triage": triage_barrier,
    "scheduling.work.barriers/assign": assign_barrier,
    "scheduling.work.barriers/escalate": escalate_barrier,
    "scheduling.work.barriers/decide": decide_barrier,
    "scheduling.work.barriers/resolve": resolve_barrier,
    "scheduling.work.barriers/reopen": reopen_barrier,
    "partners.privacy.emergency_access/close": close_emergency,
}
#: What leaves somebody to act and is no transition of a row: it begins one, or a clock does it.
BESIDES: dict[str, Act] = {
    "a barrier is raised": raise_barrier,
    "a barrier of two schools goes up": raise_among_schools,
    "a clock takes a barrier up": escalate_by_clock,
    "a clock ends at the top": run_out_at_the_top,
}
