"""An incident is kept by codes alone, is corrected, taken back and told of to few."""

from datetime import date
from typing import Any
from uuid import UUID

import orjson
import pytest

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.factories import enrolled
from tests.assessment.bundles import pack, person, run
from tests.assessment.indicators.factories import INCIDENTS, incident, listed, mapped, push


async def test_an_incident_is_kept_and_what_its_words_mean(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await mapped(assessment, district_id, "action", "in school  suspension", "suspended_in")
    told = await push(assessment, district_id, [incident(0), incident(1, participation="Witness", action=None)])
    facts = ("kind", "state", "row_count", "changed_count", "held_count", "refused_count")
    assert [told["batch"][name] for name in facts] == ["incidents", "applied", 2, 2, 0, 0]
    first, second = await listed(assessment, district_id)
    assert {first["student_id"], second["student_id"]} == {person(district_id, f"00000{n}") for n in (0, 1)}
    done = next(one for one in (first, second) if one["participation"] == "perpetrator")
    assert (done["action_means"], done["behavior_means"], done["days_removed"]) == ("suspended_in", None, 1)
    caller = assessment.machine(district_id)
    assert (await caller.get(f"/v1/incidents/{done['id']}")).json() == done
    unmapped = (await caller.get("/v1/indicator-codes?mapped=false")).json()["items"]
    assert [(code["kind"], code["code"]) for code in unmapped] == [("behavior", "School Violation")]
    (event,) = await assessment.published(district_id, "assessment.indicator_batch.applied.v1")
    assert "000000" not in orjson.dumps(event["data"]).decode()


async def test_the_columns_of_ed_fi_are_read_as_they_are_called(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    text = (
        "studentUniqueId,schoolId,incidentIdentifier,incidentDate,behaviorDescriptor,incidentDescription,"
        "disciplineIncidentParticipationCodeDescriptor,disciplineActionIdentifier,disciplineDescriptor,"
        "actualDisciplineActionLength\n"
        "000000,s1,10,2026-09-14,uri://ed-fi.org/BehaviorDescriptor#State Offense,he said she said,"
        "uri://ed-fi.org/DisciplineIncidentParticipationCodeDescriptor#Perpetrator,11,"
        "uri://ed-fi.org/DisciplineDescriptor#Out of School Suspension,2.5\n"
    )
    caller = assessment.machine(district_id)
    await mapped(assessment, district_id, "action", "Out of School Suspension", "suspended_out")
    reply = await caller.post(INCIDENTS, content=text.encode(), headers={"Content-Type": "text/csv"})
    assert (reply.status_code, reply.json()["faults"]) == (200, [])
    (found,) = await listed(assessment, district_id)
    assert (found["incident_source_id"], found["action_source_id"], found["days_removed"]) == ("10", "11", 2.5)
    assert found["action_means"] == "suspended_out"
    kept = await assessment.sql("select to_jsonb(i)::text as row from incidents i where district_id = $1", district_id)
    assert "she said" not in str([tuple(one) for one in kept])


async def test_the_same_id_with_other_values_corrects_and_what_was_stays_for_as_of(
    assessment: Service, district_id: UUID
) -> None:
    await enrolled(assessment, district_id)
    await push(assessment, district_id, [incident(0), incident(3)])
    before = {one["student_id"]: one for one in await listed(assessment, district_id)}
    mine = person(district_id, "000000")
    told = await push(assessment, district_id, [incident(0, days_removed=3), incident(3)])
    assert told["batch"]["changed_count"] == 1
    (now,) = await listed(assessment, district_id, student_id=mine)
    assert (now["id"], now["days_removed"], now["version"]) == (before[mine]["id"], 3, 2)
    assert now["recorded_by"].startswith("client:")
    (then,) = await listed(assessment, district_id, student_id=mine, as_of=before[mine]["recorded_at"])
    assert (then["id"], then["days_removed"]) == (now["id"], 1)
    assert then["superseded_at"] == now["recorded_at"]


async def test_a_removed_incident_is_gone_and_told_to_who_syncs(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await push(assessment, district_id, [incident(0)])
    (one,) = await listed(assessment, district_id)
    await push(assessment, district_id, [incident(0, is_removed=True), incident(3, is_removed=True)])
    assert await listed(assessment, district_id) == []
    (gone,) = await listed(assessment, district_id, updated_since="2020-01-01T00:00:00Z")
    assert (gone["id"], gone["deleted_at"] is not None) == (one["id"], True)
    await push(assessment, district_id, [incident(0)])
    (back,) = await listed(assessment, district_id)
    assert (back["id"], back["version"]) == (one["id"], 3)


async def test_a_batch_is_taken_back_whole(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    caller = assessment.machine(district_id)
    await push(assessment, district_id, [incident(0), incident(3)])
    second = await push(
        assessment, district_id, [incident(0, days_removed=5), incident(3, days_removed=5), incident(1)]
    )
    await push(assessment, district_id, [incident(3, days_removed=7)])
    reply = await caller.post(f"/v1/indicator-batches/{second['batch']['id']}/take-back")
    assert (reply.status_code, reply.json()["state"]) == (200, "taken_back")
    days = {one["student_id"]: one["days_removed"] for one in await listed(assessment, district_id)}
    assert days == {person(district_id, "000000"): 1, person(district_id, "000003"): 7}
    synced = await listed(assessment, district_id, updated_since="2020-01-01T00:00:00Z")
    assert {one["student_id"]: one["deleted_at"] is not None for one in synced} == {
        person(district_id, f"00000{number}"): number == 1 for number in (0, 1, 3)
    }
    assert_refused(
        await caller.post(f"/v1/indicator-batches/{second['batch']['id']}/take-back"),
        *(409, "indicator_batch_taken_back"),
    )


async def test_what_stands_again_is_no_batch_that_was_taken_back_itself(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    caller = assessment.machine(district_id)
    batches = [await push(assessment, district_id, [incident(0, days_removed=days)]) for days in (1, 2, 3)]
    for told in batches[1:]:
        await caller.post(f"/v1/indicator-batches/{told['batch']['id']}/take-back")
    (found,) = await listed(assessment, district_id)
    assert found["days_removed"] == 1
    await caller.post(f"/v1/indicator-batches/{batches[0]['batch']['id']}/take-back")
    assert await listed(assessment, district_id) == []


async def test_rows_for_a_student_to_come_count_once_the_roster_has_them(
    assessment: Service, district_id: UUID
) -> None:
    await enrolled(assessment, district_id)
    told = await push(assessment, district_id, [incident(12), incident(0)])
    assert (told["batch"]["held_count"], told["batch"]["changed_count"]) == (1, 1)
    later = await push(assessment, district_id, [incident(12, days_removed=4)])
    assert later["batch"]["held_count"] == 1
    await run(assessment, district_id, pack(bundles.files(13)))
    imported = ("assessment.roster_import.finished.v1", {"import_id": new_id()})
    await assessment.receive(district_id, imported)
    found = await listed(assessment, district_id, student_id=person(district_id, "000012"))
    assert [one["days_removed"] for one in found] == [4]


async def test_rows_count_once_a_student_has_the_id_they_name(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    assert (await push(assessment, district_id, [incident(0, student_source_id="new-0")]))["batch"]["held_count"] == 1
    address = f"/v1/students/{person(district_id, '000000')}/aliases"
    reply = await assessment.machine(district_id).post(address, json={"source": "sis", "source_id": "new-0"})
    assert reply.status_code in (200, 201), reply.text
    (event,) = await assessment.published(district_id, "assessment.students.named.v1")
    await assessment.receive(district_id, ("assessment.students.named.v1", event["data"]))
    found = await listed(assessment, district_id, student_id=person(district_id, "000000"))
    assert [one["days_removed"] for one in found] == [1]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"school_source_id": "s9"}, "/school_source_id", "school_unknown"),
        ({"day": "2027-12-01"}, "/day", "day_to_come"),
        ({"participation": "bully"}, "/participation", "enum"),
        ({"days_removed": -1}, "/days_removed", "greater_than_equal"),
        ({"description": "what happened"}, "/description", "extra_forbidden"),
        ({"student_source_id": None, "student_id": str(UUID(int=7))}, "/student_id", "student_unknown"),
    ],
)
async def test_a_row_that_cannot_be_taken_fails_alone(
    assessment: Service, district_id: UUID, changes: dict[str, Any], pointer: str, code: str
) -> None:
    await enrolled(assessment, district_id)
    told = await push(assessment, district_id, [incident(0), {**incident(3), **changes}])
    (fault,) = told["faults"]
    assert (fault["row"], fault["pointer"], fault["code"], told["batch"]["changed_count"]) == (2, pointer, code, 1)
    assert "what happened" not in str(told)


async def test_who_reads_incidents(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await push(assessment, district_id, [incident(0)])
    (one,) = await listed(assessment, district_id)
    school = bundles.school(district_id, "s1")
    principal = assessment.person(district_id, new_id(), ("principal", school))
    assert (await principal.get(f"/v1/incidents/{one['id']}")).json() == one
    elsewhere = assessment.person(district_id, new_id(), ("principal", bundles.school(district_id, "s2")))
    assert (await elsewhere.get("/v1/incidents")).json()["items"] == []
    assert_refused(await elsewhere.get(f"/v1/incidents/{one['id']}"), 404, "not_found")
    teacher = assessment.person(district_id, UUID(person(district_id, "t1")), ("teacher", school))
    assert_refused(await teacher.get(f"/v1/incidents/{one['id']}"), 404, "not_found")
    assert_refused(await assessment.machine(new_id()).get(f"/v1/incidents/{one['id']}"), 404, "not_found")
    of_day = await listed(assessment, district_id, from_day=date(2026, 8, 25).isoformat())
    assert of_day == []
