"""The sample district: its roster bundle, its plan, its instrument, and that they fit together."""

import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from deploy.local.sample import district, moved, names
from deploy.local.sample.schools import build_schools
from tests.deploy.sample_files import (
    PUBLISHED_ON,
    SAMPLE,
    YEAR_START,
    Document,
    Rows,
    activities_of,
    due_dates,
    ids,
    read_bundle,
    schools_with,
    strategies_of,
    target_codes,
)


@pytest.fixture(scope="module")
def instrument() -> Document:
    document: Document = json.loads((SAMPLE / "instrument.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    path = tmp_path_factory.mktemp("bundle") / "district.zip"
    district.write_bundle(path)
    return read_bundle(path)


@pytest.fixture(scope="module")
def plan() -> Document:
    document: Document = yaml.safe_load((SAMPLE / "plan.yaml").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def directory() -> dict[str, Document]:
    """Tags, cohort, level and grades of each school, by local code."""
    settings = yaml.safe_load((SAMPLE / "schools.yaml").read_text(encoding="utf-8"))["schools"]
    schools = {school.code: school for school in build_schools(12)}
    return {
        code: {**given, "level": schools[code].level, "grades": schools[code].grades}
        for code, given in settings.items()
    }


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    first, second, other = tmp_path / "first.zip", tmp_path / "second.zip", tmp_path / "other.zip"
    district.write_bundle(first, students=600, staff=100)
    district.write_bundle(second, students=600, staff=100)
    district.write_bundle(other, students=600, staff=100, seed=7)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_the_bundle_has_the_numbers_asked_for(tables: dict[str, Rows]) -> None:
    people = {row["userSourcedId"]: row["role"] for row in tables["roles"]}
    counts = Counter(people.values())
    adults = counts["parent"] + counts["guardian"]
    assert counts["student"] == len(tables["demographics"]) == 4000
    assert len(people) - counts["student"] - adults == 300
    assert Counter(row["type"] for row in tables["orgs"]) == {"district": 1, "school": 12}
    assert set(people) == ids(tables["users"])


@pytest.mark.parametrize(("students", "staff", "schools"), [(1, 40, 4), (900, 200, 30), (3000, 1600, 200)])
def test_the_size_is_a_parameter(tmp_path: Path, students: int, staff: int, schools: int) -> None:
    district.write_bundle(tmp_path / "out.zip", students=students, staff=staff, schools=schools)
    tables = read_bundle(tmp_path / "out.zip")
    orgs = [row for row in tables["orgs"] if row["type"] == "school"]
    assert len(tables["demographics"]) == students
    assert len({row["identifier"] for row in orgs}) == len({row["name"] for row in orgs}) == schools
    assert (
        sum(row["userSourcedId"].startswith("e") and row["roleType"] == "primary" for row in tables["roles"]) == staff
    )


@pytest.mark.parametrize("sizes", [{"staff": 20}, {"schools": 2}, {"schools": 900}, {"students": 0}])
def test_an_impossible_size_is_refused(tmp_path: Path, sizes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"must be|need at least"):
        district.write_bundle(tmp_path / "out.zip", **sizes)


def test_the_manifest_names_every_file(tables: dict[str, Rows]) -> None:
    manifest = {row["propertyName"]: row["value"] for row in tables["manifest"]}
    bulk = {key.removeprefix("file.") for key, value in manifest.items() if value == "bulk"}
    assert bulk == set(tables) - {"manifest"}
    assert manifest["oneroster.version"] == "1.2"
    assert len([key for key in manifest if key.startswith("file.")]) == 21
    assert all(not row["status"] and not row["dateLastModified"] for name in bulk for row in tables[name])


def test_source_ids_are_unique(tables: dict[str, Rows]) -> None:
    for name, rows in tables.items():
        if name != "manifest":
            assert len(ids(rows)) == len(rows), name


@pytest.mark.parametrize(
    ("table", "column", "other"),
    [
        ("academicSessions", "parentSourcedId", "academicSessions"),
        ("orgs", "parentSourcedId", "orgs"),
        ("users", "agentSourcedIds", "users"),
        ("users", "primaryOrgSourcedId", "orgs"),
        ("roles", "userSourcedId", "users"),
        ("roles", "orgSourcedId", "orgs"),
        ("courses", "orgSourcedId", "orgs"),
        ("courses", "schoolYearSourcedId", "academicSessions"),
        ("classes", "courseSourcedId", "courses"),
        ("classes", "schoolSourcedId", "orgs"),
        ("classes", "termSourcedIds", "academicSessions"),
        ("enrollments", "classSourcedId", "classes"),
        ("enrollments", "schoolSourcedId", "orgs"),
        ("enrollments", "userSourcedId", "users"),
        ("demographics", "sourcedId", "users"),
    ],
)
def test_every_reference_leads_somewhere(tables: dict[str, Rows], table: str, column: str, other: str) -> None:
    named = {part for row in tables[table] for part in row[column].split(",") if part}
    assert named
    assert named <= ids(tables[other])


def test_enrolments_agree_with_classes_and_roles(tables: dict[str, Rows]) -> None:
    school_of = {row["sourcedId"]: row["schoolSourcedId"] for row in tables["classes"]}
    held = {(row["userSourcedId"], row["role"], row["orgSourcedId"]) for row in tables["roles"]}
    for row in tables["enrollments"]:
        assert school_of[row["classSourcedId"]] == row["schoolSourcedId"]
        assert (row["userSourcedId"], row["role"], row["schoolSourcedId"]) in held
        assert "2026-08-24" <= row["beginDate"] < row["endDate"] == "2027-06-11"


def test_students_have_one_homeroom_or_six_periods(tables: dict[str, Rows]) -> None:
    classes = {row["sourcedId"]: row for row in tables["classes"]}
    periods: dict[str, list[str]] = {row["sourcedId"]: [] for row in tables["users"] if row["grades"]}
    for row in tables["enrollments"]:
        if row["role"] == "student":
            periods[row["userSourcedId"]].append(classes[row["classSourcedId"]]["periods"])
    for user in tables["users"]:
        if user["grades"]:
            is_elementary = user["grades"] in {"KG", "01", "02", "03", "04", "05"}
            expected = [""] if is_elementary else list("123456")
            assert sorted(periods[user["sourcedId"]]) == expected


def test_classes_have_a_main_teacher_and_a_usual_size(tables: dict[str, Rows]) -> None:
    sizes = Counter(row["classSourcedId"] for row in tables["enrollments"] if row["role"] == "student")
    main = Counter(row["classSourcedId"] for row in tables["enrollments"] if row["primary"] == "true")
    assert set(sizes) == set(main) == ids(tables["classes"])
    assert set(main.values()) == {1}
    assert min(sizes.values()) >= 12
    assert max(sizes.values()) <= 30


def test_guardians_and_students_name_each_other(tables: dict[str, Rows]) -> None:
    agents = {row["sourcedId"]: set(row["agentSourcedIds"].split(",")) - {""} for row in tables["users"]}
    for user_id, others in agents.items():
        assert bool(others) is not user_id.startswith("e")
        assert all(user_id in agents[other] for other in others)


def test_people_can_be_reached_only_at_reserved_addresses(tables: dict[str, Rows]) -> None:
    staff_addresses = [row["email"] for row in tables["users"] if row["sourcedId"].startswith("e")]
    assert len(set(staff_addresses)) == 300
    for row in tables["users"]:
        assert not (row["grades"] and row["email"])
        assert row["email"] == "" or row["email"].endswith(".example.org")
        assert row["email"].isascii()
        assert row["sms"] == "" or "55501" in row["sms"]
    assert len({row["username"] for row in tables["users"]}) == len(tables["users"])


def test_each_school_has_its_people_but_one_has_no_coordinator(tables: dict[str, Rows]) -> None:
    schools = {row["sourcedId"] for row in tables["orgs"] if row["type"] == "school"}
    assert schools_with("principal", tables) == dict.fromkeys(schools, 1)
    assert schools_with("counselor", tables) == dict.fromkeys(schools, 1)
    assert set(schools_with("ext:mentor", tables)) == set(schools_with("teacher", tables)) == schools
    assert schools - set(schools_with("ext:school_coordinator", tables)) == {"org-0107"}
    posts = Counter(row["userSourcedId"] for row in tables["roles"] if row["role"] == "ext:school_coordinator")
    assert sorted(posts.values()) == [1] * 9 + [2]


def test_the_district_has_its_own_people(tables: dict[str, Rows]) -> None:
    (org_id,) = (row["sourcedId"] for row in tables["orgs"] if row["type"] == "district")
    assert Counter(row["role"] for row in tables["roles"] if row["orgSourcedId"] == org_id) == {
        "districtAdministrator": 1,
        "ext:district_coordinator": 1,
        "ext:district_team_member": 3,
        "ext:data_manager": 1,
    }


def test_names_are_varied_and_plain_in_addresses(tables: dict[str, Rows]) -> None:
    families = {row["familyName"] for row in tables["users"]}
    assert any("'" in name for name in families)
    assert any(" " in name for name in families)
    assert any(not name.isascii() for name in families)
    assert all(names.ascii_letters(name) for name in (*names.GIVEN, *names.FAMILY))
    assert names.ascii_letters("Ó Dálaigh") == "odalaigh"
    assert len({names.place_name(index) for index in range(260)}) == 260


def test_the_plan_has_its_shape(plan: Document) -> None:
    assert len(plan["goals"]) == 3
    assert len(strategies_of(plan)) == 10
    assert len(activities_of(plan)) == 40
    for goal in plan["goals"]:
        assert goal["unit"] in {"percent", "count", "score"}
        assert goal["baseline"] != goal["target"]
        date.fromisoformat(goal["target_on"])


def test_codes_are_unique_and_carry_their_parents(plan: Document) -> None:
    codes = []
    for goal in plan["goals"]:
        codes.append(goal["code"])
        for strategy in goal["strategies"]:
            assert strategy["code"].startswith(f"{goal['code']}.S")
            codes.append(strategy["code"])
            for activity in strategy["activities"]:
                assert activity["code"].startswith(f"{strategy['code']}.A")
                codes.append(activity["code"])
    assert len(set(codes)) == len(codes) == 53


def test_the_plan_is_plain_json(plan: Document) -> None:
    assert json.loads(json.dumps(plan)) == plan


def test_local_codes_exist_in_the_bundle(
    tables: dict[str, Rows], plan: Document, directory: dict[str, Document]
) -> None:
    codes = {row["identifier"] for row in tables["orgs"] if row["type"] == "school"}
    assert set(directory) == codes
    assert all(code.startswith("0") for code in codes)
    for activity in activities_of(plan):
        assert set(activity["targets"].get("local_codes", [])) <= codes


def test_levels_and_grades_agree_with_the_roster(tables: dict[str, Rows], directory: dict[str, Document]) -> None:
    taught: dict[str, set[str]] = {code: set() for code in directory}
    for row in tables["classes"]:
        taught[row["schoolSourcedId"].removeprefix("org-")].add(row["grades"])
    assert taught == {code: set(school["grades"]) for code, school in directory.items()}


def test_every_activity_reaches_a_school(plan: Document, directory: dict[str, Document]) -> None:
    kinds = Counter(activity["targets"]["kind"] for activity in activities_of(plan))
    assert min(kinds["all"], kinds["schools"], kinds["rule"]) >= 4
    for activity in activities_of(plan):
        assert target_codes(activity["targets"], directory), activity["code"]


def test_every_due_date_lies_ahead(plan: Document) -> None:
    for activity in activities_of(plan):
        for due_on in due_dates(activity["due"]):
            assert date(2026, 11, 23) <= due_on < date(2027, 6, 30), activity["code"]


def test_every_way_to_write_a_due_date_occurs(plan: Document) -> None:
    dues = [activity["due"] for activity in activities_of(plan)]
    offsets = [due for due in dues if due["kind"] == "offset"]
    assert {due["anchor"] for due in offsets} == {"school_year_start", "publication", "date"}
    assert {due["unit"] for due in offsets} == {"days", "school_days"}
    assert {due["direction"] for due in offsets} == {"before", "after"}
    assert all((due["anchor"] == "date") is ("anchor_on" in due) for due in offsets)


def test_events_prove_four_activities(plan: Document, instrument: Document) -> None:
    proofs = {
        activity["code"]: {condition["field"]: condition["value"] for condition in activity["done_when"]["conditions"]}
        for activity in activities_of(plan)
        if activity["done_when"]["kind"] == "event"
    }
    check = {"instrument_code": instrument["code"]}
    assert proofs == {
        "G1.S1.A2": {**check, "window": "winter"},
        "G1.S1.A4": {**check, "window": "spring"},
        "G1.S1.A5": {**check, "window": "spring", "met_threshold": True},
        "G2.S2.A1": {"role": "mentor"},
    }


def test_owners_are_mostly_in_schools(plan: Document) -> None:
    owners = Counter(activity["owner_role"] for activity in activities_of(plan))
    assert owners["school_coordinator"] + owners["principal"] > 20
    assert set(owners) == {
        "school_coordinator",
        "principal",
        "district_coordinator",
        "district_team_member",
        "data_manager",
        "counselor",
        "mentor",
    }


def test_the_instrument_has_its_shape(instrument: Document) -> None:
    scales = {scale["code"]: [option["points"] for option in scale["options"]] for scale in instrument["scales"]}
    items = [item for subscale in instrument["subscales"] for item in subscale["items"]]
    assert scales == {"place": [0, 1, 2], "reach": [0, 1, 2, 3, 4]}
    assert len(instrument["subscales"]) == 4
    assert len({item["code"] for item in items}) == len(items) == 17
    assert {item["scale"] for item in items} == set(scales)
    assert {item["allows_not_applicable"] for item in items} == {True, False}
    assert [subscale["threshold"] for subscale in instrument["subscales"]].count(None) == 1
    assert instrument["threshold"] == {"numerator": 7, "denominator": 10}


def test_the_sample_moves_on_by_whole_weeks_and_its_plan_stays_ahead(tmp_path: Path) -> None:
    later = PUBLISHED_ON + timedelta(weeks=5, days=6)
    bundle, plan = moved.write_sample(tmp_path, SAMPLE / "plan.yaml", later)
    sessions = {row["sourcedId"]: row["startDate"] for row in read_bundle(bundle)["academicSessions"]}
    assert sessions["2026-2027"] == str(YEAR_START + timedelta(weeks=5))
    former, now = ((SAMPLE / "plan.yaml").read_text(), plan.read_text())
    days = [[date.fromisoformat(found) for found in re.findall(r'"(\d{4}-\d\d-\d\d)"', text)] for text in (former, now)]
    assert [day - before for before, day in zip(*days, strict=True)] == [timedelta(weeks=5)] * len(days[0])
    assert min(days[1]) > later


def test_in_its_own_week_and_before_the_sample_is_as_it_was_written(tmp_path: Path) -> None:
    district.write_bundle(tmp_path / "as-written.zip")
    for day in (PUBLISHED_ON - timedelta(days=30), PUBLISHED_ON + timedelta(days=6)):
        bundle, plan = moved.write_sample(tmp_path, SAMPLE / "plan.yaml", day)
        assert bundle.read_bytes() == (tmp_path / "as-written.zip").read_bytes()
        assert plan.read_text() == (SAMPLE / "plan.yaml").read_text()
