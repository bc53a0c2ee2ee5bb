"""Of a child who had two ids, what was signed and read by either is shown with the one that stands for both."""

from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service
from tests.partners.factories import consenting_party, disclosed, set_up, signed_consent

MERGED, SPLIT = "assessment.students.merged.v1", "assessment.students.split.v1"
TOLD = "assessment.records.disclosed.v1"


def decided(student: str, merged: str, at: str) -> dict[str, Any]:
    """What assessment tells."""
    return {"student_id": student, "merged_id": merged, "decided_at": at}


async def test_the_ledger_and_consents_of_both_are_theirs(partners: Service, district_id: UUID) -> None:
    await set_up(partners, district_id)
    machine = partners.machine(district_id)
    kept, merged, other = (str(new_id()) for _ in range(3))
    party = (await machine.post("/v1/parties", json=consenting_party())).json()["id"]
    for student in (kept, merged, other):
        await machine.post("/v1/consents", json=signed_consent(party, student_id=student))
    # One that tells of both is one line.
    await partners.receive(district_id, *((TOLD, disclosed(*who)) for who in ((merged,), (kept, merged), (other,))))

    async def shown(student: str) -> tuple[int, int, int, int]:
        found = []
        for path in (f"/v1/disclosures?student_id={student}", f"/v1/consents?student_id={student}"):
            found.append(len((await machine.get(path)).json()["items"]))
        found.append(len((await machine.get(f"/v1/students/{student}/disclosures")).json()["items"]))
        sheet = await machine.get(f"/v1/students/{student}/disclosures/export")
        found.append(len(sheet.text.strip().splitlines()) - 1)
        return found[0], found[1], found[2], found[3]

    assert (await shown(kept), await shown(merged)) == ((1, 1, 1, 1), (2, 1, 2, 2))
    await partners.receive(district_id, (MERGED, decided(kept, merged, "2026-10-02T06:00:00Z")))
    assert await shown(kept) == (2, 2, 3, 3)
    await partners.receive(district_id, (SPLIT, decided(kept, merged, "2026-10-03T06:00:00Z")))
    # What was decided before comes late.
    await partners.receive(district_id, (MERGED, decided(kept, merged, "2026-10-02T06:00:00Z")))
    assert (await shown(kept), await shown(other)) == ((1, 1, 1, 1), (1, 1, 1, 1))
