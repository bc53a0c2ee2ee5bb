"""What is measured: the district, a school, a person; and who sees what was found of each."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from shared.testing.calls import Service, assert_refused
from tests.assessment.measures.administrations.factories import (
    about,
    begin,
    correct,
    heard_person,
    heard_school,
    put,
    scored_at,
)
from tests.assessment.measures.instruments.factories import published_instrument, small
from tests.one_day import ZONE

EVERY_KIND = ["school", "district", "staff"]


class World:
    """A district with a school, somebody at it, and one administration of each kind of subject."""

    def __init__(self, assessment: Service, district_id: UUID) -> None:
        self.assessment, self.id, self.machine = assessment, district_id, assessment.machine(district_id)
        self.rows: dict[str, dict[str, Any]] = {}

    async def seed(self) -> "World":
        """Make it."""
        self.school = await heard_school(self.assessment, self.id)
        self.person = await heard_person(self.assessment, self.id, "teacher", self.school)
        district = {"name": "Lakes", "timezone": ZONE, "language": "en", "version": 1}
        await self.assessment.receive(self.id, ("partners.district.recorded.v1", district))
        self.instrument = await published_instrument(self.assessment, self.id, subject_kinds=EVERY_KIND)
        for kind, subject, more in (
            ("school", about("school", self.school), {}),
            ("district", about("district"), {}),
            ("staff", about("staff", self.person), {"school_id": str(self.school)}),
        ):
            reply = await self.begin(subject, more=more)
            assert reply.status_code == 201, reply.text
            self.rows[kind] = reply.json()
        return self

    async def begin(
        self, subject: dict[str, Any], caller: httpx.AsyncClient | None = None, more: dict[str, str] | None = None
    ) -> httpx.Response:
        """Open an administration about a subject."""
        wish = {"instrument_id": self.instrument, "subject": subject, "window": "fall", **(more or {})}
        return await (caller or self.machine).post("/v1/administrations", json=wish)

    async def seen_by(self, caller: httpx.AsyncClient) -> set[str]:
        """The kinds of what somebody sees: the same in the list and one by one, to read and below."""
        listed = await caller.get("/v1/administrations")
        assert listed.status_code == 200, listed.text
        found = {row["subject"]["kind"] for row in listed.json()["items"]}
        assert len(listed.json()["items"]) == len(found)
        for kind, row in self.rows.items():
            for path in ("", "/corrections"):
                reply = await caller.get(f"/v1/administrations/{row['id']}{path}")
                assert (reply.status_code == 200) is (kind in found), (kind, path, reply.text)
        return found

    def as_(self, role: str, where: UUID | None, who: UUID | None = None) -> httpx.AsyncClient:
        """Somebody with a role."""
        return self.assessment.person(self.id, who or uuid4(), (role, where))


@pytest.fixture
async def world(assessment: Service, district_id: UUID) -> World:
    """The district."""
    return await World(assessment, district_id).seed()


async def test_a_subject_has_its_kind_and_name_and_its_place(world: World) -> None:
    listed = (await world.machine.get("/v1/administrations")).json()["items"]
    found = {row["subject"]["kind"]: row for row in listed}
    assert {kind: row["subject"]["name"] for kind, row in found.items()} == {
        **{"school": "Oak", "district": "Lakes", "staff": "Ada Lund"}
    }
    assert {kind: row["subject"]["id"] for kind, row in found.items()} == {
        **{"school": str(world.school), "district": str(world.id), "staff": str(world.person)}
    }
    at_oak = {"id": str(world.school), "name": "Oak"}
    assert {kind: row["school"] for kind, row in found.items()} == {
        **{"school": at_oak, "district": None, "staff": at_oak}
    }
    for row in listed:
        single = (await world.machine.get(f"/v1/administrations/{row['id']}")).json()
        assert {name: single[name] for name in row} == row


async def test_each_sees_what_its_kinds_rule_lets_them_see(world: World) -> None:
    elsewhere, other = uuid4(), uuid4()
    seen = {
        "coordinator": await world.seen_by(world.as_("district_coordinator", None)),
        "team": await world.seen_by(world.as_("district_team_member", None)),
        "principal": await world.seen_by(world.as_("principal", world.school)),
        "school coordinator": await world.seen_by(world.as_("school_coordinator", world.school)),
        "another principal": await world.seen_by(world.as_("principal", elsewhere)),
        "themself": await world.seen_by(world.as_("teacher", world.school, world.person)),
        "themself, moved": await world.seen_by(world.as_("mentor", elsewhere, world.person)),
        "themself, without a role": await world.seen_by(world.assessment.person(world.id, world.person)),
        "a colleague": await world.seen_by(world.as_("teacher", world.school, other)),
        "a system": await world.seen_by(world.machine),
        "a system of the school": await world.seen_by(world.assessment.machine_at(world.id, world.school)),
        "a system of another": await world.seen_by(world.assessment.machine_at(world.id, elsewhere)),
        "a party": await world.seen_by(world.assessment.outsider(world.id, uuid4(), "school_official")),
    }
    assert seen == {
        "coordinator": {"school", "district", "staff"},
        "team": {"school", "district"},
        "principal": {"school", "staff"},
        "school coordinator": {"school"},
        "another principal": set(),
        "themself": {"staff"},
        "themself, moved": {"staff"},
        "themself, without a role": set(),
        "a colleague": set(),
        "a system": {"school", "district", "staff"},
        "a system of the school": {"school", "staff"},
        "a system of another": set(),
        "a party": {"school", "district"},
    }


async def test_what_somebody_only_reads_they_do_not_work_on(world: World) -> None:
    themself, row = world.as_("teacher", world.school, world.person), world.rows["staff"]
    assert_refused(await put(themself, row, {"item_code": "a0", "points": 2}), 404, "not_found")
    assert_refused(await themself.post(f"/v1/administrations/{row['id']}/score"), 404, "not_found")
    assert (await put(world.as_("principal", world.school), row, {"item_code": "a0", "points": 2})).status_code == 200


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("district_coordinator", {"school", "district", "staff"}),
        ("district_team_member", {"school", "district"}),
        ("principal", {"school", "staff"}),
        ("school_coordinator", {"school"}),
        ("teacher", set()),
    ],
)
async def test_each_opens_what_its_kinds_rule_lets_them(world: World, role: str, kinds: set[str]) -> None:
    caller = world.as_(role, None if role.startswith("district") else world.school)
    opened = set()
    for kind, subject, more in (
        ("school", about("school", world.school), {}),
        ("district", about("district", world.id), {}),
        ("staff", about("staff", world.person), {"school_id": str(world.school)}),
    ):
        reply = await world.begin(subject, caller, {"window": "spring", **more})
        if reply.status_code == 201:
            opened.add(kind)
        else:
            assert_refused(reply, 403, "not_permitted")
    assert opened == kinds


async def test_a_party_measures_nobody(world: World) -> None:
    party = world.assessment.outsider(world.id, uuid4(), "school_official")
    reply = await world.begin(about("staff", world.person), party, {"school_id": str(world.school), "window": "spring"})
    assert_refused(reply, 403, "not_permitted")


async def test_a_page_of_what_somebody_sees_goes_on_where_it_ended(world: World) -> None:
    at_oak = {"school_id": str(world.school)}
    for year in ("2030-31", "2031-32", "2032-33"):
        assert (await world.begin(about("school", world.school), more={"school_year": year})).status_code == 201
        about_person = about("staff", world.person)
        assert (await world.begin(about_person, more={**at_oak, "school_year": year})).status_code == 201
    caller, ids, query = world.as_("principal", world.school, world.person), [], "limit=3"
    while query:
        page = (await caller.get(f"/v1/administrations?{query}")).json()
        ids += [row["id"] for row in page["items"]]
        query = f"limit=3&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert len(ids) == len(set(ids)) == 8
    assert ids == sorted(ids)


async def test_a_subject_that_is_not_there_is_refused_by_name(world: World) -> None:
    at_oak = {"school_id": str(world.school)}
    for subject, more, code, pointer in (
        (about("galaxy"), {}, "subject_unfit", "/subject/kind"),
        (about("school"), {}, "subject_unfit", "/subject/id"),
        (about("school", uuid4()), {}, "no_such_school", "/subject/id"),
        (about("school", world.school), at_oak, "subject_unfit", "/school_id"),
        (about("district", uuid4()), {}, "subject_unfit", "/subject/id"),
        (about("district"), at_oak, "subject_unfit", "/school_id"),
        (about("staff"), at_oak, "subject_unfit", "/subject/id"),
        (about("staff", uuid4()), at_oak, "no_such_staff", "/subject/id"),
        (about("staff", world.person), {}, "not_at_school", "/school_id"),
        (about("staff", world.person), {"school_id": str(uuid4())}, "not_at_school", "/school_id"),
    ):
        reply = await world.begin(subject, more={"window": "winter", **more})
        assert_refused(reply, 422, code)
        assert [error["pointer"] for error in reply.json()["errors"]] == [pointer], subject


async def test_the_districts_own_people_are_measured_at_no_school(world: World) -> None:
    leader = await heard_person(world.assessment, world.id, "executive_leader", None)
    row = (await world.begin(about("staff", leader))).json()
    assert (row["subject"]["id"], row["school"]) == (str(leader), None)
    by_principal = await world.begin(about("staff", leader), world.as_("principal", world.school), {"window": "spring"})
    assert_refused(by_principal, 403, "not_permitted")
    themself = world.as_("executive_leader", None, leader)
    assert {found["id"] for found in (await themself.get("/v1/administrations")).json()["items"]} == {row["id"]}


async def test_an_instrument_says_what_it_measures(assessment: Service, district_id: UUID) -> None:
    school_id = await heard_school(assessment, district_id)
    caller = assessment.machine(district_id)
    instrument_id = await published_instrument(assessment, district_id)
    reply = await begin(caller, school_id, instrument_id, subject=about("district"))
    assert_refused(reply, 422, "subject_unfit")
    assert reply.json()["errors"][0]["code"] == "subject_kind_unfit"
    wrong = await caller.post(
        "/v1/instruments", json={**small(), "version": "2", "subject_kinds": ["school", "galaxy"]}
    )
    assert_refused(wrong, 422, "instrument_contradictory")
    assert [(one["pointer"], one["code"]) for one in wrong.json()["errors"]] == [
        ("/subject_kinds/1", "subject_kind_unknown")
    ]
    none = await caller.post("/v1/instruments", json={**small(), "version": "2", "subject_kinds": []})
    assert (none.status_code, none.json()["errors"][0]["pointer"]) == (422, "/subject_kinds")


async def test_events_of_each_kind_name_the_subject_and_its_place(world: World) -> None:
    row = await scored_at(
        world.machine, world.school, world.instrument, "winter", subject=about("district"), school_year="2026-27"
    )
    await correct(world.machine, row, {"item_code": "a1", "points": 2})
    told = await world.assessment.published(world.id, "assessment.administration.%")
    of_district = [event for event in told if event["data"]["administration_id"] == row["id"]]
    assert [event["type"].split(".")[2] for event in of_district] == ["opened", "scored", "corrected"]
    for event in of_district:
        assert (event["data"]["subject_kind"], event["data"]["subject_id"]) == ("district", str(world.id))
        assert event["data"]["school_id"] is None
    versions = [event["data"]["version"] for event in of_district]
    assert versions == sorted(set(versions))
