"""A mark is kept as it was sent; what it means the district says, by letters and by ranges of numbers."""

from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.attendance.factories import enrolled
from tests.assessment.bundles import person
from tests.assessment.indicators.factories import MARKS, incident, listed, mapped, mark, push

LIST = "/v1/marks"


async def test_letters_and_ranges_of_numbers_mean_what_the_district_says(
    assessment: Service, district_id: UUID
) -> None:
    await enrolled(assessment, district_id)
    for code, meaning, points in (("F", "failing", 0.0), ("0..60", "failing", 0.0), ("60..101", "passing", 2.0)):
        await mapped(assessment, district_id, "mark", code, meaning, points=points)
    await mapped(assessment, district_id, "subject", "english", "ela")
    given = {0: "f", 3: "59.9", 6: "60", 9: "100.5", 1: "Incomplete", 4: "101"}
    await push(assessment, district_id, [mark(student, said) for student, said in given.items()], path=MARKS)
    means = {
        one["student_id"]: (one["mark_means"], one["points"]) for one in await listed(assessment, district_id, LIST)
    }
    assert means == {
        person(district_id, "000000"): ("failing", 0),
        person(district_id, "000003"): ("failing", 0),
        person(district_id, "000006"): ("passing", 2),
        person(district_id, "000009"): ("passing", 2),
        person(district_id, "000001"): (None, None),
        person(district_id, "000004"): (None, None),
    }
    assert {one["subject_means"] for one in await listed(assessment, district_id, LIST)} == {"ela"}
    unmapped = await listed(assessment, district_id, LIST, mapped=False)
    assert {one["mark"] for one in unmapped} == {"Incomplete", "101"}
    assert len(await listed(assessment, district_id, LIST, mapped=True)) == 4
    codes = await listed(assessment, district_id, "/v1/indicator-codes", mapped=False)
    assert [(code["kind"], code["code"]) for code in codes] == [("mark", "Incomplete")]


async def test_a_mark_of_the_same_course_and_period_is_corrected_one_of_another_is_another(
    assessment: Service, district_id: UUID
) -> None:
    await enrolled(assessment, district_id)
    await push(assessment, district_id, [mark(0, "F")], path=MARKS)
    await push(assessment, district_id, [mark(0, "B"), mark(0, "C", grading_period="Q2")], path=MARKS)
    assert sorted((one["grading_period"], one["mark"]) for one in await listed(assessment, district_id, LIST)) == [
        *(("Q1", "B"), ("Q2", "C"))
    ]


async def test_the_columns_of_ed_fi_are_read(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    text = (
        "studentUniqueId,schoolId,localCourseCode,gradingPeriodDescriptor,gradeTypeDescriptor,letterGradeEarned,"
        "numericGradeEarned,currentGradeAsOfDate\n"
        "000000,s1,ALG-1,uri://ed-fi.org/GradingPeriodDescriptor#First Six Weeks,"
        "uri://ed-fi.org/GradeTypeDescriptor#Grading Period,,81,2026-10-30\n"
        "000003,s1,ALG-1,uri://ed-fi.org/GradingPeriodDescriptor#First Six Weeks,"
        "uri://ed-fi.org/GradeTypeDescriptor#Grading Period,B,83,2026-10-30\n"
        "000006,s1,ALG-1,,,B,83,2026-10-30\n"
    )
    caller = assessment.machine(district_id)
    reply = await caller.post(MARKS, content=text.encode(), headers={"Content-Type": "text/csv"})
    assert [(one["row"], one["pointer"]) for one in reply.json()["faults"]] == [(3, "/grading_period")]
    assert sorted(one["mark"] for one in await listed(assessment, district_id, LIST)) == ["81", "B"]
    nothing = await caller.post(MARKS, content=b"a,b\n", headers={"Content-Type": "text/csv"})
    assert_refused(nothing, 422, "marks_unreadable")


async def test_a_teacher_reads_marks_of_their_class_and_no_incident(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await push(assessment, district_id, [mark(0)], path=MARKS)
    await push(assessment, district_id, [incident(0)])
    teacher = assessment.person(
        district_id, UUID(person(district_id, "t1")), ("teacher", bundles.school(district_id, "s1"))
    )
    (seen,) = (await teacher.get(LIST)).json()["items"]
    assert seen["student_id"] == person(district_id, "000000")
    assert (await teacher.get(f"{LIST}/{seen['id']}")).json() == seen
    assert (await teacher.get("/v1/incidents")).json()["items"] == []
    mentor = assessment.person(district_id, new_id(), ("mentor", bundles.school(district_id, "s1")))
    assert (await mentor.get(LIST)).json()["items"] == []


async def test_a_batch_of_marks_is_taken_back(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    await push(assessment, district_id, [mark(0, "B")], path=MARKS)
    told = await push(assessment, district_id, [mark(0, "F")], path=MARKS)
    await assessment.machine(district_id).post(f"/v1/indicator-batches/{told['batch']['id']}/take-back")
    (found,) = await listed(assessment, district_id, LIST)
    assert (found["mark"], found["version"]) == ("B", 3)
