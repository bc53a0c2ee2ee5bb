"""A consent counts only of a student of the school that keeps it, signed by somebody who answers for them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.partners.privacy.placements.rules import is_of
from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.isolation.giving import World
from tests.one_day import ZONE
from tests.partners.factories import consenting_party, place, signed_consent

TODAY = clock.day_in(ZONE, clock.now())
YESTERDAY, LATER = TODAY - timedelta(days=1), (TODAY + timedelta(days=300)).isoformat()
UNFIT = "assessment.consent.unfit.v1"


class Keeping:
    """Two schools, a student of each, and a party."""

    def __init__(self, partners: Service, district_id: Any) -> None:
        self.partners, self.id = partners, district_id
        self.world = World(partners, district_id)
        self.at_oak, self.at_elm = str(new_id()), str(new_id())
        self.party = ""

    async def seed(self, *, told: bool = True) -> "Keeping":
        """Its rows; `told`: assessment told where the students are."""
        await self.world.seed()
        self.party = await self.world.made("/v1/parties", consenting_party())
        if told:
            await place(self.partners, self.id, self.at_oak, self.world.oak)
            await place(self.partners, self.id, self.at_elm, self.world.elm)
        return self

    def wish(self, student: str, school: str | None, **changes: Any) -> dict[str, Any]:
        """A consent as it was signed yesterday."""
        days = {"signed_on": YESTERDAY.isoformat(), "expires_on": LATER}
        return signed_consent(self.party, student_id=student, school_id=school, **{**days, **changes})

    async def sent(self, caller: httpx.AsyncClient, student: str, school: str | None, **more: Any) -> httpx.Response:
        """Somebody records it."""
        return await caller.post("/v1/consents", json=self.wish(student, school, **more))

    async def told(self) -> list[str]:
        """The consents assessment was told of."""
        events = await self.partners.published(self.id, "partners.consent.recorded.v1")
        return [event["data"]["consent_id"] for event in events]

    async def standing(self, consent: str) -> tuple[str, str | None]:
        """How one stands, and why."""
        row = (await self.world.machine.get(f"/v1/consents/{consent}")).json()
        (listed,) = (await self.world.machine.get(f"/v1/consents?student_id={row['student_id']}")).json()["items"]
        assert (listed["standing"], listed["unfit_reason"]) == (row["standing"], row["unfit_reason"])
        return row["standing"], row["unfit_reason"]


@pytest.mark.parametrize("who", ["principal", "client"])
async def test_nobody_opens_another_schools_student_to_a_party(partners: Service, district_id: Any, who: str) -> None:
    keeping = await Keeping(partners, district_id).seed()
    oak, elm = keeping.world.oak, keeping.world.elm
    caller = (
        partners.person(district_id, new_id(), ("principal", UUID(oak)))
        if who == "principal"
        else partners.machine_at(district_id, UUID(oak))
    )
    for student in (keeping.at_elm, str(new_id())):
        refused = await keeping.sent(caller, student, oak)
        assert_refused(refused, 422, "no_such_student")
        assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/student_id"]
    assert_refused(await keeping.sent(caller, keeping.at_elm, elm), 403, "not_permitted")
    assert await keeping.told() == []
    own = await keeping.sent(caller, keeping.at_oak, oak)
    assert (own.status_code, own.json()["standing"]) == (201, "stands")
    assert await keeping.told() == [own.json()["id"]]


async def test_the_districts_office_keeps_those_of_every_student_it_has(partners: Service, district_id: Any) -> None:
    keeping = await Keeping(partners, district_id).seed()
    assert (await keeping.sent(keeping.world.machine, keeping.at_elm, None)).status_code == 201
    assert_refused(await keeping.sent(keeping.world.machine, str(new_id()), None), 422, "no_such_student")


async def test_a_move_within_the_district_ends_nothing_that_was_signed_before(
    partners: Service, district_id: Any
) -> None:
    keeping = await Keeping(partners, district_id).seed()
    oak, elm, machine = keeping.world.oak, keeping.world.elm, keeping.world.machine
    before = (await keeping.sent(machine, keeping.at_oak, oak)).json()["id"]
    await place(partners, district_id, keeping.at_oak, elm, minutes=5)
    assert await keeping.standing(before) == ("stands", None)
    await place(partners, district_id, keeping.at_oak, oak, minutes=1)
    assert (await keeping.sent(machine, keeping.at_oak, elm)).status_code == 201, "the older telling changed nothing"
    assert (await keeping.sent(machine, keeping.at_oak, oak)).status_code == 201, "they were there when it was signed"


@pytest.mark.parametrize(
    ("school", "on", "expected"),
    [("a", YESTERDAY, False), ("b", TODAY, True), ("c", YESTERDAY, True), ("c", TODAY, False), (None, TODAY, True)],
)
def test_whose_student_somebody_was(school: str | None, on: Any, expected: bool) -> None:
    ids = {name: new_id() for name in "abc"}
    was_at = {str(ids["c"]): YESTERDAY.isoformat()}
    assert is_of(ids[school] if school else None, on, [ids["b"]], was_at) is expected


async def test_before_any_placement_is_told_a_consent_waits_and_permits_nothing(
    partners: Service, district_id: Any
) -> None:
    keeping = await Keeping(partners, district_id).seed(told=False)
    oak, elm, machine = keeping.world.oak, keeping.world.elm, keeping.world.machine
    fit = (await keeping.sent(machine, keeping.at_oak, oak)).json()
    unfit = (await keeping.sent(machine, keeping.at_elm, oak)).json()
    assert (fit["standing"], unfit["standing"]) == ("waits", "waits")
    assert await keeping.told() == []
    live = f"/v1/consents?live_on={TODAY}"
    assert (await machine.get(live)).json()["items"] == []
    await place(partners, district_id, keeping.at_oak, oak)
    await place(partners, district_id, keeping.at_elm, elm)
    assert await keeping.standing(fit["id"]) == ("stands", None)
    assert await keeping.standing(unfit["id"]) == ("unfit", "not_the_schools_student")
    assert await keeping.told() == [fit["id"]]
    assert [row["id"] for row in (await machine.get(live)).json()["items"]] == [fit["id"]]
    synced = (await machine.get(f"/v1/consents?updated_since={fit['created_at']}".replace("+", "%2B"))).json()["items"]
    assert {row["id"]: row["version"] for row in synced} == {fit["id"]: 2, unfit["id"]: 2}


async def test_one_revoked_while_it_waited_stays_revoked(partners: Service, district_id: Any) -> None:
    keeping = await Keeping(partners, district_id).seed(told=False)
    machine = keeping.world.machine
    made = (await keeping.sent(machine, keeping.at_oak, keeping.world.oak)).json()["id"]
    gone = await machine.post(f"/v1/consents/{made}/revoke", json={"revoked_by": "eligible_student"})
    assert gone.status_code == 200
    await place(partners, district_id, keeping.at_oak, keeping.world.oak)
    (told,) = await partners.published(district_id, "partners.consent.recorded.v1")
    assert told["data"]["revoked_at"] is not None


async def test_what_assessment_says_of_the_signer_is_shown_the_latest_alone(
    partners: Service, district_id: Any
) -> None:
    keeping = await Keeping(partners, district_id).seed()
    signer = {"signed_by": "guardian", "guardian_id": str(new_id())}
    made = (await keeping.sent(keeping.world.machine, keeping.at_oak, keeping.world.oak, **signer)).json()["id"]

    async def said(reason: str | None, minutes: int) -> None:
        moment = datetime.now(UTC) + timedelta(minutes=minutes)
        await partners.receive(district_id, (UNFIT, {"consent_id": made, "reason": reason, "weighed_at": moment}))

    await said("signer_not_guardian", 5)
    assert await keeping.standing(made) == ("unfit", "signer_not_guardian")
    await said(None, 1)
    assert await keeping.standing(made) == ("unfit", "signer_not_guardian")
    await said(None, 9)
    assert await keeping.standing(made) == ("stands", None)
