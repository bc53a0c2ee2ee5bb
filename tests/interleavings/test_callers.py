"""Acts that hold what they go by before they look at anything else, each seen to wait there."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.partners.access.claim_rules import service as claim_rules
from services.partners.access.identity_providers.repository import get_provider
from services.partners.access.sign_ins import notices, token_exchange
from services.partners.access.sign_ins.callback import begin_session
from services.partners.access.token_endpoint import grants
from services.partners.access.tokens.authenticating import Client
from services.partners.directory.staff.repository import get_staff
from services.partners.directory.teams import service as teams
from services.partners.privacy.disclosures.recording import keep_own_readings
from services.partners.privacy.disclosures.tables import KeptReadingsRow
from services.partners.privacy.parties.service import claim_of
from services.scheduling.views.rollups.aggregating import fold
from services.scheduling.work.barriers.workflow import escalate_overdue
from shared import clock
from shared.audit import chain
from shared.bus import relay
from shared.context.context import Context
from shared.context.work import work_for
from shared.db.locks import Turn
from shared.db.migrations import upgrade
from shared.ids import new_id
from shared.testing.calls import Service, token
from tests.assessment.privacy.directory_information.seed import BODIES
from tests.assessment.support.caseloads.seed import BODIES as CASELOADS
from tests.interleavings.holding import HOLD_TURN, another
from tests.isolation import seeds
from tests.keeping.rows import put
from tests.notifications.factories import DUE
from tests.notifications.factories import District as People
from tests.scheduling.factories import TODAY

HANDED = CASELOADS["hand_caseload_over"]
LATER = (TODAY + timedelta(days=5)).isoformat()

Act = Callable[[Context, dict[str, str]], Awaitable[Any]]


def client_of(things: dict[str, str], ctx: Context) -> Client:
    """The seeds' client."""
    return Client(UUID(things["client_id"]), ctx.district_id, ["directory:read"])


async def signing_in(ctx: Context, things: dict[str, str]) -> Any:
    """Begin a session."""
    provider = await get_provider(ctx, UUID(things["provider_id"]))
    return await begin_session(ctx, provider, {"sub": "x"}, application=None, scopes=[], proof=None)


async def exchanging_a_token(ctx: Context, things: dict[str, str]) -> Any:
    """Exchange an ID token."""
    provider = await get_provider(ctx, UUID(things["provider_id"]))
    claims = {"sub": "x", "iat": clock.now().timestamp()}
    return await token_exchange._exchanged(
        ctx, client_of(things, ctx), provider, claims, "proof", [], [], "throughline"
    )


async def granting_by_rules(ctx: Context, things: dict[str, str]) -> Any:
    """Make somebody's roles what the rules say."""
    return await claim_rules.apply(ctx, await get_staff(ctx, UUID(things["staff_id"])), {}, None)


LOCK = "select id from {} where district_id = $1 for update"
ACTS: dict[str, tuple[str, Act]] = {
    "access/claim_rules/service.py::apply": (LOCK.format("staff"), granting_by_rules),
    "access/claim_rules/service.py::follow_groups": (
        LOCK.format("staff"),
        lambda ctx, things: claim_rules.follow_groups(ctx, UUID(things["staff_id"]), []),
    ),
    "access/claim_rules/service.py::withdraw": (
        LOCK.format("staff"),
        lambda ctx, things: claim_rules.withdraw(ctx, UUID(things["staff_id"]), None),
    ),
    "directory/teams/repository.py::with_staff": (
        LOCK.format("teams"),
        lambda ctx, things: teams.end_of(ctx, [UUID(things["staff_id"])]),
    ),
    "privacy/parties/service.py::claim_of": (
        LOCK.format("parties"),
        lambda ctx, things: claim_of(ctx, [UUID(things["party_id"])]),
    ),
    "access/token_endpoint/grants.py::_person": (
        LOCK.format("staff"),
        lambda ctx, things: grants._person(ctx, UUID(things["staff_id"])),
    ),
    "access/sign_ins/callback.py::begin_session": (LOCK.format("identity_providers"), signing_in),
    "access/sign_ins/token_exchange.py::_exchanged": (
        """select pg_advisory_xact_lock(hashtextextended('token exchange ' || district_id || ' ' || id || ' proof', 0))
        from clients where district_id = $1""",
        exchanging_a_token,
    ),
}


@pytest.mark.parametrize("site", ACTS)
async def test_it_waits_before_it_decides(partners: Service, district_id: UUID, site: str) -> None:
    held, act = ACTS[site]
    things = await seeds.seeded(partners, district_id)

    async def acting() -> Any:
        async with work_for(partners.app.state.db, partners.settings, district_id) as ctx:
            return await act(ctx, things)

    async with another(partners, held, district_id) as other:
        wait, begun = await other.holds_up(acting())
        assert wait.is_at(f"services/partners/{site}")
        begun.cancel()
        with suppress(asyncio.CancelledError):
            await begun


async def test_calls_wait_for_the_person_or_client_they_are_about(partners: Service, district_id: UUID) -> None:
    things = await seeds.seeded(partners, district_id)
    person, client = UUID(things["staff_id"]), UUID(things["client_id"])
    machine, opener = partners.machine(district_id), partners.person(district_id, person, ("counselor", None))
    role = machine.patch(
        f"/v1/role-assignments/{things['assignment_id']}", json={"ends_on": "2020-01-01"}, headers={"If-Match": '"1"'}
    )
    opening = opener.post("/v1/emergency-access", json={"reason": "Somebody wrote of harm.", "disclosed_to": "x"})
    far = machine.post(
        "/v1/role-assignments",
        json={"staff_id": str(person), "role": "executive_leader", "starts_on": "2026-01-01"},
    )
    near = machine.post(
        "/v1/role-assignments",
        json={"staff_id": str(person), "role": "teacher", "school_id": things["school_id"], "starts_on": "2020-01-01"}
        | {"ends_on": "2020-01-31"},
    )
    school = things["school_id"]
    ours = partners.person(district_id, new_id(), ("principal", UUID(school))).post(
        f"/v1/schools/{school}/role-assignments",
        json={"staff_id": str(person), "role": "coach", "starts_on": "2026-01-01"},
    )
    link = machine.post(
        "/v1/identities", json={"provider_id": things["provider_id"], "subject": "y", "staff_id": str(person)}
    )
    (held,) = await partners.sql(
        """select r.id, r.version from role_assignments a join roles r on r.district_id = a.district_id and r.code = a.role
        where a.id = $1""",
        UUID(things["assignment_id"]),
    )
    profile = machine.patch(
        f"/v1/roles/{held['id']}", json={"profile": "volunteer"}, headers={"If-Match": f'"{held["version"]}"'}
    )
    for site, call in (
        ("privacy/emergency_access/service.py::open_access", opening),
        ("directory/role_catalogue/service.py::_decide_profile", profile),
        ("directory/roles/granting.py::role_for", far),
        ("directory/roles/service.py::grant", near),
        ("directory/roles/giving.py::_require_ours", ours),
        ("access/identities/service.py::link", link),
        ("directory/roles/role_loss.py::ending_lost_roles", role),
    ):
        async with another(partners, "select id from staff where id = $1 for update", person) as other:
            wait, begun = await other.holds_up(call)
            assert wait.is_at(f"services/partners/{site}")
            await other.commit()
            await begun
    # What a bound client makes is bound as it is itself.
    bound = partners.caller(token(district_id, partners.scopes, client_id=client))
    for site, scope in (
        ("access/clients/bounds.py::_sets_up", "directory:read"),
        ("access/clients/bounds.py::_check_bounds", "clients:write"),
    ):
        wish = {"name": "y", "scopes": [scope], "services": ["partners"]}
        async with another(partners, "select id from clients where id = $1 for update", client) as other:
            wait, begun = await other.holds_up(bound.post("/v1/clients", json=wish))
            assert wait.is_at(f"services/partners/{site}")
            await other.commit()
            await begun


async def test_a_notice_somebody_is_sending_is_passed_over(partners: Service, district_id: UUID) -> None:
    things, now = await seeds.seeded(partners, district_id), clock.now()
    await partners.sql(
        "update applications set backchannel_logout_uri = 'https://a.example.org/out' where district_id = $1",
        district_id,
    )
    ids = [new_id(), new_id()]
    for id_ in ids:
        session = UUID(things["session_id"])
        await put(partners, "logout_notices", district_id=district_id, id=id_, session_id=session)
    async with another(partners, "select id from logout_notices where id = $1 for update", ids[0]):
        found = await notices.due(partners.app.state.db, now, now + timedelta(minutes=1), 10_000)
        assert {row["id"] for row in found} & set(ids) == {ids[1]}


async def test_one_relay_sends_at_a_time(partners: Service, district_id: UUID) -> None:
    await partners.machine(district_id).post("/v1/schools", json={"name": "A", "local_code": "1"})
    # Without a broker: whoever went on would find no way to send what waits.
    idle = relay.Relay("partners", partners.settings, None)  # type: ignore[arg-type]
    connection = await asyncpg.connect(partners.app.state.db.url)
    try:
        async with another(partners, HOLD_TURN, Turn.RELAY):
            assert await idle.drain(connection) == 0
    finally:
        await connection.close()


async def test_one_folds_at_a_time(scheduling: Service, district_id: UUID) -> None:
    await seeds.seeded(scheduling, district_id)
    left = "select count(*) from rollup_deltas where district_id = $1"
    before = (await scheduling.sql(left, district_id))[0][0]
    async with another(scheduling, HOLD_TURN, Turn.FOLD):
        await fold(scheduling.app.state.db, scheduling.settings)
        assert (await scheduling.sql(left, district_id))[0][0] == before > 0
    await fold(scheduling.app.state.db, scheduling.settings)
    assert (await scheduling.sql(left, district_id))[0][0] == 0


async def test_a_barrier_that_is_moved_by_hand_is_not_moved_by_its_clock_too(
    scheduling: Service, district_id: UUID
) -> None:
    things = await seeds.seeded(scheduling, district_id)
    late = "update barriers set answer_due_on = $2 where id = $1 returning id"
    await scheduling.sql(late, UUID(things["barrier_id"]), TODAY - timedelta(days=1))

    async def clocks() -> int:
        async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
            return await escalate_overdue(ctx, TODAY)

    moved = "update barriers set level = 'district_team', answer_due_on = $2 where id = $1 returning id"
    async with another(scheduling, moved, UUID(things["barrier_id"]), TODAY + timedelta(days=9)) as other:
        wait, begun = await other.holds_up(clocks())
        assert wait.is_at("services/scheduling/work/barriers/workflow.py::escalate_overdue")
        await other.commit()
        assert await begun == 0


async def test_an_assignment_that_is_ended_meanwhile_is_not_handed_over(assessment: Service, district_id: UUID) -> None:
    things = await seeds.seeded(assessment, district_id)
    ended = "update caseload_assignments set ends_on = starts_on where id = $1 returning id"
    call = assessment.machine(district_id).post("/v1/caseload-handovers", json={**HANDED, "starts_on": LATER})
    async with another(assessment, ended, UUID(things["assignment_id"])) as other:
        wait, begun = await other.holds_up(call)
        assert wait.is_at("services/assessment/support/caseloads/service.py::hand_over")
        await other.commit()
        assert (await begun).status_code == 404


async def test_readings_are_told_once(partners: Service, district_id: UUID) -> None:
    await seeds.seeded(partners, district_id)
    db, settings = partners.app.state.db, partners.settings
    await partners.machine(district_id).get("/v1/consents")
    await chain.seal(db)
    await keep_own_readings(db, settings)
    await partners.machine(district_id).get("/v1/consents")
    await chain.seal(db)
    async with another(
        partners, f"select 1 from {KeptReadingsRow.__tablename__} where district_id = $1 for update", district_id
    ) as other:
        wait, begun = await other.holds_up(keep_own_readings(db, settings))
        assert wait.is_at("shared/record_readings.py::_untold")
        await other.commit()
        await begun


async def test_a_plans_chunks_and_its_publication_wait_for_each_other(
    notifications: Service, district_id: UUID
) -> None:
    district = People(notifications, district_id)
    await district.settle()
    person = await district.person()
    plan = await district.publish([(person, DUE)])
    for event in (district.assigned(plan, 1, new_id(), [(person, DUE)]), district.published(plan, 2)):
        async with another(notifications, "select id from plan_announcements where id = $1 for update", plan) as other:
            wait, begun = await other.holds_up(notifications.redeliver(event))
            assert wait.is_at("services/notifications/messages/messages/service.py::take_published")
            await other.commit()
            await begun


async def test_a_refusal_is_withdrawn_once(assessment: Service, district_id: UUID) -> None:
    student = (await seeds.seeded(assessment, district_id))["student_id"]
    caller, url = assessment.machine(district_id), f"/v1/students/{student}/directory-opt-out"
    said = await caller.put(url, json=BODIES["set_directory_opt_out"])
    assert said.status_code < 300, said.text
    gone = "update directory_opt_outs set withdrawn_at = now() where district_id = $1 returning id"
    async with another(assessment, gone, district_id) as other:
        wait, reply = await other.holds_up(caller.delete(url))
        assert wait.is_at(
            "services/assessment/privacy/directory_information/repository.py::lock_standing",
            "services/assessment/privacy/directory_information/service.py::withdraw_opt_out",
        )
        await other.commit()
        assert (await reply).status_code == 404


async def test_one_migrates_at_a_time(partners: Service) -> None:
    async with another(partners, HOLD_TURN, Turn.MIGRATION) as other:
        wait, begun = await other.holds_up(asyncio.to_thread(upgrade, partners.settings))
        assert "pg_advisory_lock" in wait.query
        await other.commit()
        await begun
