"""Any one process killed in the middle of the main job and started again: nothing lost, nothing doubled."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx
import pytest
import yaml

from deploy.local.callers import Caller, Refused, read_and_approve
from deploy.local.chapters import signing_on
from deploy.local.effects import settle
from deploy.local.report import Report
from deploy.local.sample.district import write_bundle
from deploy.local.sign_on import Exchanging
from deploy.local.stack import Stack
from deploy.local.story import SAMPLE, Story
from shared.testing.servers import SERVICES, Postgres

EMAILS = "select count(*) from deliveries where channel = 'email' and state = 'delivered'"


@pytest.fixture(scope="module")
def story(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The roster imported while assessment and the broker are killed in the middle of it."""
    bundle = tmp_path_factory.mktemp("bundle") / "district.zip"
    write_bundle(bundle, students=1500, staff=120)
    sign_on = Exchanging(stack)
    told = Story(stack, Report(), sign_on, "Cedar Valley", "America/Detroit", bundle.parent)
    sis = told.admin.as_client("SIS", ["roster:read", "roster:write"])
    job = told._upload(sis, bundle)
    stack.kill("assessment")
    kill_broker(stack)
    stack.start_service("assessment")
    stack.wait_for("assessment")
    wait_for_job(stack, sis, job["id"])
    marks = yaml.safe_load((SAMPLE / "schools.yaml").read_text())["schools"]
    asyncio.run(settle(stack, datetime.now(UTC)))
    told.tend_directory(marks)
    signing_on.play(told)
    yield told
    sign_on.stop()


def kill_broker(stack: Stack) -> None:
    """End NATS without warning and start it again on the same files."""
    assert stack.broker is not None
    stack.broker.kill()
    stack.start_broker()


def kill_postgres(stack: Stack) -> None:
    """End PostgreSQL at once, sessions and all, and start it again: it recovers from its log."""
    assert stack.postgres is not None
    stack.postgres.process.kill()
    stack.postgres.process.wait()
    stack.postgres = Postgres.start(stack.postgres.folder, port=stack.postgres.port)


def wait_for_job(stack: Stack, sis: Caller, job_id: str) -> None:
    """The import's end, whatever happens on the way."""

    def ended() -> dict[str, Any] | None:
        try:
            job: dict[str, Any] = sis.get("assessment", f"/v1/roster-imports/{job_id}")
        except (httpx.TransportError, Refused):
            return None
        return None if job["state"] in ("queued", "running") else job

    job = stack.until(ended, "the import's end")
    assert job is not None
    assert job["state"] == "finished", job


def publish(story: Story) -> dict[str, Any]:
    """A new plan, published; nobody waits for its effects."""
    coordinator, executive = story.people["district_coordinator"], story.people["executive_leader"]
    plan = coordinator.post("scheduling", "/v1/plans", yaml.safe_load((SAMPLE / "plan.yaml").read_text()))
    url = f"/v1/plans/{plan['id']}"
    coordinator.post("scheduling", f"{url}/submit")
    read_and_approve(executive, url, plan["content_hash"])
    return dict(coordinator.post("scheduling", f"{url}/publish"))


@pytest.mark.parametrize("victim", [*SERVICES, "nats", "postgres"])
def test_a_killed_process_loses_and_doubles_nothing(stack: Stack, story: Story, victim: str) -> None:
    mails_before, sent_before = len(list(stack.mails.glob("*.eml"))), asyncio.run(sent(stack))
    plan = publish(story)
    match victim:
        case "nats":
            kill_broker(stack)
        case "postgres":
            kill_postgres(stack)
        case _:
            stack.kill(victim)
            stack.start_service(victim)
            # Whoever starts while PostgreSQL is away ends, for a supervisor to start again: the next test may kill that.
            stack.wait_for(victim)
    asyncio.run(settle(stack, datetime.now(UTC)))
    found = asyncio.run(counted(stack, plan["id"]))
    assert found["tasks"] == plan["task_count"]
    assert found["messages"] == found["people"], "one message a person"
    assert found["emails"] == found["messages"]
    assert found["dead"] == 0
    # Mail is at least once by nature: only killing who sends it, between SMTP and commit, may repeat one.
    # Some tell of the plan's steps: whether those left before the next step made them moot is a matter of moments.
    mails, sent_since = len(list(stack.mails.glob("*.eml"))) - mails_before, asyncio.run(sent(stack)) - sent_before
    assert mails >= sent_since >= found["emails"]
    if victim not in ("notifications", "postgres"):
        assert mails == sent_since


async def sent(stack: Stack) -> int:
    """E-mails that have left."""
    assert stack.postgres is not None
    notifications = await asyncpg.connect(stack.postgres.url("throughline_notifications", "postgres"))
    try:
        return int(await notifications.fetchval(EMAILS))
    finally:
        await notifications.close()


async def counted(stack: Stack, plan_id: str) -> dict[str, int]:
    """What there is of a plan, across databases."""
    assert stack.postgres is not None
    scheduling = await asyncpg.connect(stack.postgres.url("throughline_scheduling", "postgres"))
    notifications = await asyncpg.connect(stack.postgres.url("throughline_notifications", "postgres"))
    try:
        mine = "select id from messages where subject_id = $1::uuid"
        return {
            "tasks": await scheduling.fetchval("select count(*) from tasks where plan_id = $1::uuid", plan_id),
            "messages": await notifications.fetchval(f"select count(*) from ({mine}) m", plan_id),
            "people": await notifications.fetchval(
                "select count(distinct recipient_id) from messages where subject_id = $1::uuid", plan_id
            ),
            "emails": await notifications.fetchval(f"{EMAILS} and message_id in ({mine})", plan_id),
            "dead": await scheduling.fetchval("select count(*) from dead_letters")
            + await notifications.fetchval("select count(*) from dead_letters"),
        }
    finally:
        await scheduling.close()
        await notifications.close()
