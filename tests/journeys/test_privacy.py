"""From a family's word at partners to what an outside party reads at assessment, and back into the ledger, over a real broker."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest_asyncio

from services.assessment.consumers import consumers as held
from services.partners.consumers import consumers as permitted
from shared import worker
from shared.testing.calls import Service
from shared.testing.databases import eventually
from shared.testing.servers import Broker
from tests.assessment import bundles
from tests.partners.factories import consenting_party, set_up, signed_consent


@pytest_asyncio.fixture
async def at_work(partners: Service, assessment: Service, broker: Broker) -> AsyncIterator[None]:
    both = [(partners.settings, permitted), (assessment.settings, held)]
    running = [
        asyncio.create_task(worker.run(settings.model_copy(update={"nats_url": broker.url}), consumers))
        for settings, consumers in both
    ]
    yield
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def test_a_revocation_closes_the_door_within_a_second_and_the_ledger_has_what_left(
    at_work: None, partners: Service, assessment: Service, district_id: UUID
) -> None:
    await set_up(partners, district_id)
    await bundles.run(assessment, district_id, bundles.pack(bundles.files()))
    district, student = partners.machine(district_id), bundles.person(district_id, "000000")
    party = (await district.post("/v1/parties", json=consenting_party())).json()["id"]
    outsider = assessment.outsider(district_id, UUID(party), "consent")
    for _ in range(3):
        given = await district.post("/v1/consents", json=signed_consent(party, student_id=student))
        consent = given.json()["id"]

        async def seen() -> bool:
            reply = await outsider.get("/v1/students")
            return reply.status_code == 200 and [row["id"] for row in reply.json()["items"]] == [student]

        async def unseen() -> bool:
            return not await seen()

        await eventually(seen, "the consent")
        await district.post(f"/v1/consents/{consent}/revoke", json={"revoked_by": "eligible_student"})
        await eventually(unseen, "the revocation")

    async def kept() -> bool:
        told = await assessment.published(district_id, "assessment.records.disclosed.v1")
        rows = (await district.get("/v1/disclosures", params={"limit": "500"})).json()["items"]
        return {row["id"] for row in rows} == {event["data"]["disclosure_id"] for event in told} != set()

    await eventually(kept, "the ledger")
    lines = (await district.get(f"/v1/students/{student}/disclosures")).json()["items"]
    assert {(line["who"], line["basis"]) for line in lines} == {("Reading Friends", "consent")}


async def test_no_school_opens_anothers_student_and_no_stranger_signs(
    at_work: None, partners: Service, assessment: Service, district_id: UUID
) -> None:
    await set_up(partners, district_id)
    await bundles.run(assessment, district_id, bundles.pack(bundles.files()))
    district = partners.machine(district_id)
    party = (await district.post("/v1/parties", json=consenting_party())).json()["id"]
    outsider = assessment.outsider(district_id, UUID(party), "consent")
    oak, own, anothers = bundles.school(district_id, "s1"), *(bundles.person(district_id, f"00000{i}") for i in (0, 1))
    principal = partners.person(district_id, UUID(int=1), ("principal", oak))

    async def signed(student: str, **more: str) -> httpx.Response:
        wish = signed_consent(party, student_id=student, school_id=str(oak), **more)
        return await principal.post("/v1/consents", json=wish)

    async def placed() -> bool:
        return bool((await signed(anothers)).json().get("code") == "no_such_student")

    await eventually(placed, "where the students are")
    stranger = {"signed_by": "guardian", "guardian_id": bundles.person(district_id, "g000001")}
    unfit = (await signed(own, **stranger)).json()["id"]

    async def shown() -> bool:
        row = (await principal.get(f"/v1/consents/{unfit}")).json()
        return bool(row["unfit_reason"] == "signer_not_guardian")

    await eventually(shown, "that a stranger signed")
    assert (await outsider.get("/v1/students")).json()["items"] == []
    fit = await signed(own, signed_by="guardian", guardian_id=bundles.person(district_id, "g000000"))
    assert fit.status_code == 201

    async def opened() -> bool:
        return [row["id"] for row in (await outsider.get("/v1/students")).json()["items"]] == [own]

    await eventually(opened, "the parent's word")
