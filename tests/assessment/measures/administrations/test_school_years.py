"""An administration belongs to a school year and a window: what was had last year can be had again."""

from datetime import date
from uuid import UUID

import pytest

from shared import clock
from shared.testing.calls import Service, assert_refused
from tests.assessment import bundles
from tests.assessment.bundles import pack, run
from tests.assessment.measures.administrations.factories import (
    ANSWERS,
    begin,
    heard_school,
    prepare,
    put,
    scored_at,
    withdraw,
)
from tests.assessment.measures.instruments.factories import published_instrument, small
from tests.one_day import noon


def at_noon(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Make it noon of a day, in UTC as in every zone of the United States."""
    monkeypatch.setattr(clock, "now", lambda: noon(day))


async def test_the_same_window_can_be_had_again_next_year(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    at_noon(monkeypatch, date(2026, 9, 15))
    first = await scored_at(caller, school_id, instrument_id)
    assert (first["school_year"], first["held_on"], first["sequence"]) == ("2026-27", "2026-09-15", 1)
    assert_refused(await begin(caller, school_id, instrument_id), 409, "administration_exists")
    at_noon(monkeypatch, date(2027, 9, 1))
    second = (await begin(caller, school_id, instrument_id)).json()
    assert (second["school_year"], second["held_on"]) == ("2027-28", None)
    told = await assessment.published(district_id, "assessment.administration.%")
    assert [event["data"]["school_year"] for event in told] == ["2026-27", "2026-27", "2027-28"]


@pytest.mark.parametrize(
    ("day", "year"), [(date(2027, 6, 30), "2026-27"), (date(2027, 7, 1), "2027-28"), (date(2099, 12, 31), "2099-00")]
)
async def test_without_a_roster_the_year_begins_in_july(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, day: date, year: str
) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    at_noon(monkeypatch, day)
    row = (await begin(assessment.machine(district_id), school_id, instrument_id)).json()
    assert row["school_year"] == year


@pytest.mark.parametrize(("listed", "year"), [("2027", "2026-27"), (None, "2027-28")])
async def test_the_rosters_year_comes_first(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, listed: str | None, year: str
) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    await run(assessment, district_id, pack(bundles.files()))
    await assessment.sql(
        """update academic_sessions set type = 'schoolYear', starts_on = $2, ends_on = $3, school_year = $4
        where district_id = $1""",
        *(district_id, date(2026, 8, 1), date(2027, 7, 20) if listed else date(2028, 1, 20), listed),
    )
    caller = assessment.machine(district_id)
    at_noon(monkeypatch, date(2027, 7, 20))
    assert (await begin(caller, school_id, instrument_id)).json()["school_year"] == year
    at_noon(monkeypatch, date(2028, 7, 21))
    assert (await begin(caller, school_id, instrument_id, "winter")).json()["school_year"] == "2028-29"


async def test_what_is_entered_later_keeps_its_day_and_may_name_its_year(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    at_noon(monkeypatch, date(2027, 7, 10))
    row = await scored_at(caller, school_id, instrument_id, "spring", held_on="2027-05-28")
    assert (row["school_year"], row["held_on"], row["scored_on"]) == ("2026-27", "2027-05-28", "2027-07-10")
    (event,) = await assessment.published(district_id, "assessment.administration.scored.v2")
    assert (event["data"]["held_on"], event["data"]["scored_on"]) == ("2027-05-28", "2027-07-10")
    winter = {"school_year": "2026-2027", "held_on": "2027-01-20"}
    named = (await begin(caller, school_id, instrument_id, "winter", **winter)).json()
    assert named["school_year"] == "2026-27"
    ahead = await begin(caller, school_id, instrument_id, held_on=(date(2027, 7, 11)).isoformat())
    assert_refused(ahead, 422, "days_out_of_order")


@pytest.mark.parametrize(
    ("held_on", "said"),
    [
        (None, "say on which day of 2025-26 it was done"),
        ("2026-09-01", "lies in 2026-27"),
        ("2025-06-30", "lies in 2024-25"),
        ("2025-07-01", None),
        ("2026-06-30", None),
    ],
)
async def test_what_is_of_a_year_that_is_over_says_its_day_in_it(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, held_on: str | None, said: str | None
) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    at_noon(monkeypatch, date(2026, 11, 29))
    day = {"held_on": held_on} if held_on else {}
    reply = await begin(assessment.machine(district_id), school_id, instrument_id, school_year="2025-26", **day)
    if said is None:
        assert (reply.json()["school_year"], reply.json()["held_on"]) == ("2025-26", held_on)
    else:
        assert_refused(reply, 422, "day_outside_year")
        assert reply.json()["errors"] == [{"pointer": "/held_on", "detail": said, "code": "invalid"}]


async def test_what_is_prepared_for_a_year_to_come_is_scored_in_it(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    at_noon(monkeypatch, date(2027, 6, 30))
    row = (await begin(caller, school_id, instrument_id, school_year="2027-28")).json()
    await put(caller, row, *ANSWERS)
    assert_refused(await caller.post(f"/v1/administrations/{row['id']}/score"), 409, "year_ahead")
    at_noon(monkeypatch, date(2027, 7, 1))
    scored = (await caller.post(f"/v1/administrations/{row['id']}/score")).json()
    assert (scored["state"], scored["held_on"]) == ("scored", "2027-07-01")


@pytest.mark.parametrize("written", ["2026-28", "2026-2028", "2026-26", "2026/27", "26-27", "this year", "2026-027"])
async def test_a_year_that_is_none_is_refused(assessment: Service, district_id: UUID, written: str) -> None:
    school_id, instrument_id = await prepare(assessment, district_id)
    caller = assessment.machine(district_id)
    reply = await begin(caller, school_id, instrument_id, school_year=written)
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/school_year")
    asked = await caller.get("/v1/administrations", params={"school_year": written})
    assert (asked.status_code, asked.json()["errors"][0]["pointer"]) == (422, "?school_year")


async def test_an_instrument_that_may_be_had_often_counts(assessment: Service, district_id: UUID) -> None:
    school_id = await heard_school(assessment, district_id)
    instrument_id = await published_instrument(assessment, district_id, repeatable=True)
    caller = assessment.machine(district_id)
    rows = [(await begin(caller, school_id, instrument_id)).json() for _ in range(3)]
    assert [row["sequence"] for row in rows] == [1, 2, 3]
    assert (await begin(caller, school_id, instrument_id, "winter")).json()["sequence"] == 1
    assert (await begin(caller, school_id, instrument_id, school_year="2030-31")).json()["sequence"] == 1
    other = await heard_school(assessment, district_id)
    assert (await begin(caller, other, instrument_id)).json()["sequence"] == 1
    await withdraw(caller, rows[1])
    assert (await begin(caller, school_id, instrument_id)).json()["sequence"] == 4


async def test_a_trend_is_asked_for_by_year_window_and_subject_and_says_its_editions(
    assessment: Service, district_id: UUID
) -> None:
    school_id, first = await prepare(assessment, district_id)
    other = await heard_school(assessment, district_id)
    second = await published_instrument(assessment, district_id, version="2.0")
    caller = assessment.machine(district_id)
    for school, instrument_id, year in (
        (school_id, first, "2026-27"),
        (school_id, second, "2027-28"),
        (other, first, "2026-27"),
    ):
        for window in ("fall", "spring"):
            assert (await begin(caller, school, instrument_id, window, school_year=year)).status_code == 201

    async def found(**asked: str) -> list[tuple[str, str, str]]:
        listed = (await caller.get("/v1/administrations", params=asked)).json()["items"]
        return [(row["school_year"], row["window"], row["instrument_version"]) for row in listed]

    assert await found(subject_id=str(school_id), window="fall") == [
        *(("2026-27", "fall", "1.0"), ("2027-28", "fall", "2.0"))
    ]
    assert await found(subject_id=str(school_id), school_year="2027-2028") == [
        *(("2027-28", "fall", "2.0"), ("2027-28", "spring", "2.0"))
    ]
    assert len(await found(subject_kind="school", school_year="2026-27")) == 4
    assert await found(subject_kind="district") == []
    assert {row["code"] for row in (await caller.get("/v1/instruments")).json()["items"]} == {small()["code"]}
