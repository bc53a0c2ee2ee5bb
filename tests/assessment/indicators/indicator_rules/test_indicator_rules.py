"""A rule raises a flag for whom it is met, clears it when it no longer is, and says where nobody can say."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from services.assessment.indicators.indicator_rules.rules import needed_of, share_of
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.corrections.factories import correct
from tests.assessment.attendance.factories import covering, enrolled, said, school_days
from tests.assessment.attendance.factories import push as push_attendance
from tests.assessment.bundles import person
from tests.assessment.indicators.factories import (
    INCIDENTS,
    MARKS,
    RESULTS,
    SCREENER,
    incident,
    mapped,
    mark,
    push,
    result,
)
from tests.assessment.indicators.indicator_rules.factories import (
    FLAGS,
    INCIDENT,
    RULES,
    activated,
    flags,
    rule,
    states,
)
from tests.states.assessment import INDICATOR_FLAGS
from tests.states.matrix import walk

SUSPENDED = {**INCIDENT, "actions": ["suspended_out", "suspended_in"]}
FAILED = {"kind": "failing_marks", "count": 1, "subjects": ["ela", "mathematics"]}
AT_RISK = {"kind": "screening_risk", "risk_levels": ["high"]}
BELOW_90 = {"kind": "attendance_below", "percent": 90.0}


async def test_a_flag_is_raised_told_by_ids_and_cleared_by_a_correction(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    rule_id = await activated(assessment, district_id)
    told = await push(assessment, district_id, [incident(0), incident(3, participation="victim")])
    found = await flags(assessment, district_id)
    assert states(found) == {0: "raised"}
    (event,) = await assessment.published(district_id, "assessment.indicator_flag.raised.v1")
    (outcome,) = found[0]["outcomes"]
    assert event["data"] == {
        **{"flag_id": found[0]["id"], "rule_id": rule_id, "student_id": person(district_id, "000000")},
        **{"school_id": str(bundles.school(district_id, "s1")), "fact_ids": [outcome["facts"][0]["id"]]},
    }
    assert (outcome["condition"], outcome["met"], outcome["facts"][0]["kind"]) == (0, True, "incidents")
    await push(assessment, district_id, [incident(0, participation="witness")])
    assert states(await flags(assessment, district_id)) == {0: "cleared"}
    (cleared,) = await assessment.published(district_id, "assessment.indicator_flag.cleared.v1")
    assert cleared["data"]["state"] == "cleared"
    second = await push(assessment, district_id, [incident(0)])
    assert states(await flags(assessment, district_id)) == {0: "raised"}
    await assessment.machine(district_id).post(f"/v1/indicator-batches/{second['batch']['id']}/take-back")
    assert states(await flags(assessment, district_id)) == {0: "cleared"}
    assert told["batch"]["changed_count"] == 2
    explained = (await assessment.machine(district_id).get(f"{FLAGS}/{found[0]['id']}/explain")).json()
    assert [one["state"] for one in explained["history"]] == ["raised", "cleared", "raised", "cleared"]
    assert (explained["flag"]["state"], explained["rule"]["id"]) == ("cleared", rule_id)


async def test_what_nobody_has_mapped_is_undecided_until_somebody_does(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await activated(assessment, district_id, SUSPENDED)
    await push(assessment, district_id, [incident(0), incident(3, action=None, action_source_id=None)])
    found = await flags(assessment, district_id)
    assert states(found) == {0: "undecided"}
    assert [(one["met"], one["reason"]) for one in found[0]["outcomes"]] == [(None, "unmapped_code")]
    (code,) = (await assessment.machine(district_id).get("/v1/indicator-codes?kind=action")).json()["items"]
    where, version = f"/v1/indicator-codes/{code['id']}", {"If-Match": '"1"'}
    caller = assessment.machine(district_id)
    await caller.patch(where, json={"meaning": "suspended_in"}, headers=version)
    recorded = {"indicator_code_id": code["id"], "kind": "action", "meaning": "suspended_in", "version": 2}
    await assessment.receive(district_id, ("assessment.indicator_code.recorded.v1", recorded))
    assert states(await flags(assessment, district_id)) == {0: "raised"}


async def test_courses_whose_newest_mark_is_failing(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    for kind, code, meaning in (
        *(("mark", "F", "failing"), ("mark", "B", "passing"), ("mark", "I", "not_graded")),
        *(("subject", "English", "ela"), ("subject", "Art", "other")),
    ):
        await mapped(assessment, district_id, kind, code, meaning)
    await activated(assessment, district_id, FAILED)
    rows = [mark(0), mark(3, "B"), mark(6, subject="Art"), mark(9, subject="Maths"), mark(1, "??"), mark(4)]
    await push(assessment, district_id, rows, path=MARKS)
    assert states(await flags(assessment, district_id)) == {0: "raised", 9: "undecided", 1: "undecided", 4: "raised"}
    later = school_days(20)[-1]
    rows = [mark(0, "B", day=later, grading_period="Q2"), mark(4, "I", day=later, grading_period="Q2")]
    await push(assessment, district_id, rows, path=MARKS)
    assert states(await flags(assessment, district_id, state="raised")) == {4: "raised"}


async def test_the_newest_result_of_a_screener(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await assessment.machine(district_id).post("/v1/screeners", json=SCREENER)
    await activated(assessment, district_id, AT_RISK)
    rows = [result(0, 1), result(3, 8), result(6, 2, grade="03", window="spring")]
    await push(assessment, district_id, rows, path=RESULTS)
    found = await flags(assessment, district_id)
    assert states(found) == {0: "raised", 6: "undecided"}
    assert found[6]["outcomes"][0]["reason"] == "no_cut_score"
    await push(assessment, district_id, [result(0, 9, day=school_days(30)[-1])], path=RESULTS)
    assert states(await flags(assessment, district_id))[0] == "cleared"


async def test_attendance_below_a_percentage_exactly(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await activated(assessment, district_id, BELOW_90)
    rows = [said(0, day, "U") for day in days[:2]] + [said(3, day, "U") for day in days[:3]]
    told = await push_attendance(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    # Without a school day reported nobody could say; that alone is no flag.
    assert await flags(assessment, district_id) == {}
    batch = {"attendance_batch_id": told["batch"]["id"]}
    applied = ("assessment.attendance_batch.applied.v1", batch)
    await assessment.receive(district_id, applied)
    found = await flags(assessment, district_id)
    assert states(found) == {3: "raised"}
    assert found[3]["outcomes"][0]["facts"][0]["kind"] == "attendance-standings"
    await assessment.machine(district_id).post(f"/v1/attendance-batches/{told['batch']['id']}/take-back")
    await assessment.receive(district_id, ("assessment.attendance_batch.taken_back.v1", batch))
    assert states(await flags(assessment, district_id)) == {3: "undecided"}


async def test_only_whom_a_batch_moved_is_looked_at(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    missed = [said(student, day, "U") for student in (0, 3) for day in days[:3]]
    await push_attendance(assessment, district_id, missed, **covering(district_id, days[0], days[19]))
    await activated(assessment, district_id, BELOW_90)
    assert states(await flags(assessment, district_id)) == {0: "raised", 3: "raised"}
    # What nobody but a look at everybody would bring back.
    await assessment.sql("update indicator_flags set state = 'cleared' where district_id = $1", district_id)
    told = await push_attendance(assessment, district_id, [said(3, days[3], "U")])
    batch = {"attendance_batch_id": told["batch"]["id"]}
    await assessment.receive(district_id, ("assessment.attendance_batch.applied.v1", batch))
    assert states(await flags(assessment, district_id)) == {0: "cleared", 3: "raised"}
    job = await bundles.run(assessment, district_id, bundles.pack(bundles.files(12)))
    await assessment.receive(district_id, ("assessment.roster_import.finished.v1", {"import_id": job["id"]}))
    assert states(await flags(assessment, district_id)) == {0: "cleared", 3: "raised"}, (
        "an unchanged roster moves nobody"
    )
    begun = {"day": days[0], "school_is_held": True, "differing_school_ids": [], "calendar_version": 1}
    await assessment.receive(district_id, ("scheduling.day.begun.v1", begun))
    assert states(await flags(assessment, district_id)) == {0: "raised", 3: "raised"}


async def test_a_correction_by_the_office_is_followed_at_once(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    missed = [said(0, day, "U") for day in days[:3]]
    await push_attendance(assessment, district_id, missed, **covering(district_id, days[0], days[19]))
    await activated(assessment, district_id, BELOW_90)
    assert states(await flags(assessment, district_id)) == {0: "raised"}
    await correct(assessment, district_id, 0, 0, "P")
    (event,) = await assessment.published(district_id, "assessment.attendance_correction.recorded.v1")
    await assessment.receive(district_id, (event["type"], event["data"]))
    assert states(await flags(assessment, district_id)) == {0: "cleared"}


async def test_a_band_or_one_above(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    rows = [said(0, day, "U") for day in days[:5]] + [said(3, days[0], "U")]
    await push_attendance(assessment, district_id, rows, **covering(district_id, days[0], days[19]))
    await activated(assessment, district_id, {"kind": "attendance_band", "band": "moderate"})
    assert states(await flags(assessment, district_id)) == {0: "raised"}


async def test_all_any_and_at_least_so_many(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await mapped(assessment, district_id, "mark", "F", "failing")
    await mapped(assessment, district_id, "subject", "English", "ela")
    await assessment.machine(district_id).post("/v1/screeners", json=SCREENER)
    conditions = (INCIDENT, FAILED, AT_RISK)
    ids = {
        how: await activated(assessment, district_id, *conditions, combine=how, **more)
        for how, more in (("any", {}), ("all", {}), ("at_least", {"at_least": 2}))
    }
    await push(assessment, district_id, [incident(0), incident(3), incident(6)])
    await push(assessment, district_id, [mark(0), mark(3)], path=MARKS)
    await push(assessment, district_id, [result(0, 1)], path=RESULTS)
    met = {
        how: set(states(await flags(assessment, district_id, rule_id=id_, state="raised"))) for how, id_ in ids.items()
    }
    assert met == {"any": {0, 3, 6}, "all": {0}, "at_least": {0, 3}}


async def test_incidents_within_so_many_days(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    within = {**INCIDENT, "count": 2, "days": 10}
    rows = [
        incident(0, "D-1", days[0]),
        incident(0, "D-1", days[0], action_source_id="A-2"),
        incident(0, "D-2", days[3]),
    ]
    rows += [incident(3, "D-3", days[0]), incident(3, "D-4", days[20])]
    await push(assessment, district_id, rows)
    caller = assessment.machine(district_id)
    made = (await caller.post(RULES, json=rule(within))).json()
    tried = (await caller.post(f"{RULES}/{made['id']}/try", json={"school_year": "2026-27"})).json()
    assert (tried["students"], [one["students"] for one in tried["schools"]]) == (1, [1])
    assert await flags(assessment, district_id) == {}
    # Who may not read flags is told whole tens: two rules that differ by one child say the same.
    other = assessment.machine(district_id, "indicator-rules:write", "indicator-rules:read")
    told = (await other.post(f"{RULES}/{made['id']}/try", json={"school_year": "2026-27"})).json()
    assert (told["students"], told["schools"]) == (None, [])
    before = (await caller.post(f"{RULES}/{made['id']}/try", json={"school_year": "2025-26"})).json()
    assert (before["students"], before["schools"]) == (0, [])


async def test_one_rule_replaces_another(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await push(assessment, district_id, [incident(0)])
    old = await activated(assessment, district_id)
    new = await activated(assessment, district_id, {**INCIDENT, "count": 2}, replaces_id=old)
    caller = assessment.machine(district_id)
    assert (await caller.get(f"{RULES}/{old}")).json()["state"] == "retired"
    assert states(await flags(assessment, district_id)) == {0: "cleared"}
    again = await caller.post(RULES, json=rule(replaces_id=old))
    assert_refused(again, 422, "indicator_rule_unknown")
    await push(assessment, district_id, [incident(0, "D-2")])
    assert states(await flags(assessment, district_id, rule_id=new)) == {0: "raised"}
    await caller.post(f"{RULES}/{new}/retire")
    assert states(await flags(assessment, district_id, rule_id=new)) == {0: "cleared"}


async def test_a_rule_is_for_its_grades(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await push(assessment, district_id, [incident(0)])
    (row,) = await assessment.sql(
        "select grade from students where district_id = $1 and source_id = '000000'", district_id
    )
    other = "12" if row["grade"] != "12" else "11"
    await activated(assessment, district_id, grades=[other])
    assert await flags(assessment, district_id) == {}
    await activated(assessment, district_id, grades=[other, row["grade"]])
    assert states(await flags(assessment, district_id)) == {0: "raised"}


async def test_a_rule_is_for_its_schools(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await push(assessment, district_id, [incident(0), incident(1)])
    first, second = (str(bundles.school(district_id, one)) for one in ("s1", "s2"))
    rule_id = await activated(assessment, district_id, school_ids=[first])
    assert states(await flags(assessment, district_id)) == {0: "raised"}
    other = await activated(assessment, district_id)
    caller = assessment.machine(district_id)
    for school, wanted in ((first, {rule_id, other}), (second, {other})):
        found = (await caller.get(RULES, params={"school_id": school})).json()["items"]
        assert {one["id"] for one in found} == wanted
    assert [one["school_ids"] for one in found] == [[]]
    assert_refused(await caller.post(RULES, json=rule(school_ids=[str(new_id())])), 422, "no_such_school")


async def test_what_was_activated_never_changes(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    made = (await caller.post(RULES, json=rule())).json()
    where, version = f"{RULES}/{made['id']}", {"If-Match": '"1"'}
    wrong = await caller.patch(where, json={"combine": "at_least", "at_least": 2}, headers=version)
    assert_refused(wrong, 422, "indicator_rule_contradictory")
    changed = await caller.patch(where, json={"title": "B", "conditions": [FAILED]}, headers=version)
    assert (changed.json()["title"], changed.json()["conditions"][0]["kind"]) == ("B", "failing_marks")
    assert (await caller.get(where)).json() == changed.json()
    assert_refused(await caller.post(f"{where}/retire"), 409, "indicator_rule_fixed")
    assert (await caller.post(f"{where}/activate")).json()["may"] == ["retire", "try"]
    assert_refused(
        await caller.patch(where, json={"title": "C"}, headers={"If-Match": '"3"'}), 409, "indicator_rule_fixed"
    )
    assert_refused(await caller.post(f"{where}/activate"), 409, "indicator_rule_fixed")
    assert (await caller.post(f"{where}/retire")).json()["may"] == ["try"]


async def test_a_preset_is_a_rule_as_it_stands(assessment: Service, district_id: UUID) -> None:
    caller = assessment.machine(district_id)
    presets = (await caller.get("/v1/indicator-rule-presets")).json()["items"]
    assert [one.pop("code") for one in presets] == ["abc", "abc_grade_6"]
    for preset in presets:
        assert "Balfanz" in preset["source"]
        made = await caller.post(RULES, json=preset)
        assert made.status_code == 201, made.text


async def test_who_sees_flags(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await activated(assessment, district_id)
    await push(assessment, district_id, [incident(0)])
    (flag,) = (await flags(assessment, district_id)).values()
    school = bundles.school(district_id, "s1")
    principal = assessment.person(district_id, new_id(), ("principal", school))
    assert (await principal.get(f"{FLAGS}/{flag['id']}")).json() == flag
    assert (await principal.get(f"{FLAGS}/{flag['id']}/explain")).json()["flag"] == flag
    elsewhere = assessment.person(district_id, new_id(), ("principal", bundles.school(district_id, "s2")))
    teacher = assessment.person(district_id, UUID(person(district_id, "t1")), ("teacher", school))
    for caller in (elsewhere, teacher, assessment.machine(new_id())):
        assert (await caller.get(FLAGS)).json()["items"] == []
        assert_refused(await caller.get(f"{FLAGS}/{flag['id']}"), 404, "not_found")
        assert_refused(await caller.get(f"{FLAGS}/{flag['id']}/explain"), 404, "not_found")


@pytest.mark.parametrize("state", INDICATOR_FLAGS)
async def test_a_flag_goes_from_each_state_to_each(assessment: Service, district_id: UUID, state: str) -> None:
    await enrolled(assessment, district_id)
    await mapped(assessment, district_id, "action", "OSS", "suspended_out")
    await activated(assessment, district_id, SUSPENDED)
    caller, students = assessment.machine(district_id), iter(range(0, 12, 3))
    leading = {"meet": "OSS", "doubt": "Unheard of", "miss": None}

    async def move(student: int, verb: str) -> httpx.Response:
        return await caller.post(INCIDENTS, json={"items": [incident(student, action=leading[verb])]})

    async def bring(state: str) -> int:
        student = next(students)
        for verb in {"raised": ["meet"], "undecided": ["doubt"], "cleared": ["meet", "miss"]}[state]:
            assert (await move(student, verb)).is_success
        return student

    async def read(student: int) -> str:
        return states(await flags(assessment, district_id))[student]

    await walk(INDICATOR_FLAGS, state, bring, move, read)


@pytest.mark.parametrize(
    "wish",
    [
        rule(conditions=[]),
        rule({"kind": "incidents"}),
        rule({**INCIDENT, "percent": 90.0}),
        rule({**INCIDENT, "actions": ["failing"]}),
        rule({"kind": "attendance_below", "percent": 0.0}),
        rule({"kind": "screening_risk"}),
        rule(combine="at_least"),
        rule(at_least=1),
        rule(combine="at_least", at_least=2),
        rule(grades=["13th"]),
    ],
)
async def test_what_is_no_rule_is_refused(assessment: Service, district_id: UUID, wish: dict[str, Any]) -> None:
    assert_refused(await assessment.machine(district_id).post(RULES, json=wish), 422, "invalid")


def test_numbers_of_a_rule() -> None:
    assert [needed_of(how, least, 3) for how, least in (("any", None), ("all", None), ("at_least", 2))] == [1, 3, 2]
    assert [share_of(percent) for percent in (90.0, 92.5, 33.3, 100.0)] == [(9, 10), (37, 40), (333, 1000), (1, 1)]
