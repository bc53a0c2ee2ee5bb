"""A faulty file changes nothing and is answered with all its faults at once, each with its line."""

import time

import pytest

from shared.testing.calls import Service, assert_refused
from tests.scheduling.factories import District
from tests.scheduling.planning.plan_files.factories import DUE, FIRST, HEADER, rows, send

YAML = f"""title: Plan
school_year: "2026-2027"
goals:
  - code: G1
    title: Goal
    measure: Measured
    unit: percent
    baseline: 46
    target: 80
    target_on: {DUE}
    strategies:
      - code: S1
        title: Teams
        activities:
          - code: A1
            title: Meet
            owner_role: principal
            targets: {{kind: all}}
            due: {{kind: date, on: {DUE}}}
            done_when: {{kind: manual}}
"""


def with_repeat(cell: str) -> str:
    """The sheet with a column more."""
    return f'{HEADER},repeat\n{FIRST},"{cell}"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (YAML.replace("title: Meet", "title: Meet\n            title: Again"), ("key_repeated", 17)),
        (YAML.replace("kind: all", "kind: &a all"), ("alias_refused", 18)),
        (YAML.replace("kind: all", "kind: *a"), ("alias_refused", 18)),
        (YAML.replace("title: Meet", "title: !!python/name:os.system x"), ("tag_refused", 16)),
        (YAML.replace("title: Meet", "title: 'Meet"), ("syntax", 16)),
        (YAML + "---\ntitle: Another\n", ("syntax", 21)),
        ("a: " + "[" * 30 + "]" * 30, ("too_deep", 1)),
        (YAML.replace("title: Meet", "title: a\x01b"), ("syntax", 1)),
        ("", ("model_type", 1)),
        ("- a list", ("model_type", 1)),
        (YAML.replace("baseline: 46", "baseline: many"), ("float_type", 8)),
        (YAML.replace("baseline: 46", "baseline: .inf"), ("float_type", 8)),
        (YAML.replace("code: A1", "code: []"), ("string_type", 15)),
        (YAML.replace("            title: Meet\n", ""), ("missing", 15)),
        (YAML.replace("title: Meet", "titel: Meet"), ("extra_forbidden", 16)),
        (YAML.replace("kind: all", "kind: some"), ("union_tag_invalid", 18)),
        (YAML.replace("kind: all", "kind: schools, local_codes: [0101, 9999]"), ("no_such_school", 18)),
        (YAML.replace("kind: manual", "kind: event, event_type: a.b.v1"), ("not_provable", 20)),
        (
            YAML.replace(
                "kind: manual",
                "kind: event, event_type: partners.role.assigned.v1, conditions: [{field: x, op: equals, value: 1}]",
            ),
            ("condition_never_matches", 20),
        ),
        (YAML.replace("title: Plan", "title: Plan\nbody: 1"), ("extra_forbidden", 2)),
        (YAML.replace("title: Plan", 'title: Plan\n"\\ud800": 1'), ("syntax", 2)),
        (YAML.replace("title: Plan", 'title: "\\0"'), ("string_pattern_mismatch", 1)),
    ],
)
async def test_a_faulty_yaml_names_the_line(district: District, text: str, expected: tuple[str, int]) -> None:
    reply, faults = await send(district, "yaml", text)
    assert_refused(reply, 422, "plan_file_faulty")
    assert [fault[:2] for fault in faults if fault[0] == expected[0]][:1] == [expected], reply.text
    assert (await district.author.get("/v1/plans")).json()["items"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"title": "x",\n "title": "y"}', ("key_repeated", 2)),
        ('{"title": "x",\n "y" }', ("syntax", 2)),
        ('{"title": NaN}', ("syntax", 1)),
        ('{"title":\n\n [' + "[" * 40 + "]" * 40 + "]}", ("too_deep", 3)),
        ("[" * 100_000, ("too_deep", 1)),
        ('{"title": ' + "9" * 5000 + "}", ("syntax", 1)),
        ('{"title": "x",\n"school_year": "a\\nb",\n"goals": [\n{"code": "G"}]}', ("missing", 4)),
        ("", ("syntax", 1)),
        ('{"title": "\\ud800",\n "school_year": "x"}', ("string_unicode", 1)),
    ],
)
async def test_a_faulty_json_names_the_line(district: District, text: str, expected: tuple[str, int]) -> None:
    reply, faults = await send(district, "json", text)
    assert_refused(reply, 422, "plan_file_faulty")
    assert expected in [fault[:2] for fault in faults], reply.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rows({"baseline": "some"}), ("not_understood", 2, "baseline")),
        (rows({"target_on": "13/12/2026"}), ("not_understood", 2, "target_on")),
        (rows({"target_on": "4.12.2026"}), ("not_understood", 2, "target_on")),
        (rows({"due": "soon"}), ("not_understood", 2, "due")),
        (rows({"due": "5 school days after Easter"}), ("not_understood", 2, "due")),
        (rows({"due": "9999 days after publication"}), ("less_than_equal", 2, "due")),
        (rows({"targets": "everyone"}), ("not_understood", 2, "targets")),
        (rows({"targets": "codes:0101;tag:x"}), ("not_understood", 2, "targets")),
        (rows({"targets": "level:kindergarten"}), ("literal_error", 2, "targets")),
        (rows({"targets": "codes:0101;9999"}), ("no_such_school", 2, "targets")),
        (rows({"done_when": "maybe"}), ("not_understood", 2, "done_when")),
        (rows({"done_when": "event:a.b.v1"}), ("not_provable", 2, "done_when")),
        (rows({"done_when": "event:partners.role.assigned.v1?role"}), ("not_understood", 2, "done_when")),
        (rows({"done_when": "event:partners.role.assigned.v1?role=a|b"}), ("not_understood", 2, "done_when")),
        (
            rows({"done_when": "event:partners.role.assigned.v1?role=janitor"}),
            ("condition_never_matches", 2, "done_when"),
        ),
        (with_repeat("weekly"), ("value_error", 2, "repeat")),
        (with_repeat("FREQ=WEEKLY, else never"), ("literal_error", 2, "repeat")),
        (rows({"owner_role": "janitor"}), ("no_such_role", 2, "owner_role")),
        (rows({"unit": ""}), ("missing", 2, "unit")),
        (rows({"activity_code": ""}), ("missing", 2, "activity_code")),
        (rows({}, {}), ("code_repeated", 3, "activity_code")),
        (rows({}, {"activity_code": "A2", "goal_title": "Other"}), ("says_otherwise", 3, "goal_title")),
        (rows({}, {"activity_code": "A2", "goal_code": "G2"}), ("code_repeated", 3, "strategy_code")),
        (FIRST, ("column_missing", 1, "due")),
        (HEADER + ",colour\n" + FIRST + ",red", ("column_unknown", 1, "colour")),
        (HEADER + ",due\n" + FIRST + ",", ("column_repeated", 1, "due")),
        (HEADER + "\n" + FIRST + ",stray", ("cell_without_column", 2, None)),
        (HEADER + "\n" + FIRST.replace("Meet", '"Meet'), ("syntax", 2, None)),
        ("", ("syntax", 1, None)),
        ("\n\n;;;\n", ("syntax", 1, None)),
        (HEADER.replace(",due", "") + "\n", ("missing", None, None)),
    ],
)
async def test_a_faulty_sheet_names_line_and_column(
    district: District, text: str, expected: tuple[str, int | None, str | None]
) -> None:
    reply, faults = await send(district, "csv", text)
    assert_refused(reply, 422, "plan_file_faulty")
    assert expected in faults or (expected[1] is None and expected[0] in [fault[0] for fault in faults]), reply.text
    assert (await district.author.get("/v1/plans")).json()["items"] == []


async def test_faults_of_every_kind_come_in_one_answer(district: District) -> None:
    text = rows(
        {"baseline": "some", "targets": "codes:9999"},
        {"activity_code": "A2", "owner_role": "janitor", "done_when": "event:a.b.v1", "baseline": ""},
        {"done_when": "event:partners.role.assigned.v1?role=nobody", "due": "soon", "baseline": ""},
    )
    reply, faults = await send(district, "csv", text)
    assert sorted(faults) == sorted(
        [
            ("not_understood", 2, "baseline"),
            ("no_such_school", 2, "targets"),
            ("no_such_role", 3, "owner_role"),
            ("not_provable", 3, "done_when"),
            ("code_repeated", 4, "activity_code"),
            ("not_understood", 4, "due"),
            ("condition_never_matches", 4, "done_when"),
        ]
    )
    assert [entry["line"] for entry in reply.json()["errors"]] == sorted(fault[1] or 0 for fault in faults)
    pointers = {entry["pointer"] for entry in reply.json()["errors"]}
    assert "/goals/0/strategies/0/activities/1/owner_role" in pointers


async def test_a_missing_column_is_named_once_and_not_again_for_each_row(district: District) -> None:
    names = [name for name in HEADER.split(",") if name != "owner_role"]
    text = "\n".join([",".join(names), *(FIRST.replace("principal,", "").replace("A1", f"A{n}") for n in range(5))])
    _, faults = await send(district, "csv", text)
    assert faults == [("column_missing", 1, "owner_role")]


async def test_many_faults_are_counted_and_the_first_shown(district: District) -> None:
    reply, faults = await send(district, "csv", rows(*({"due": "soon", "activity_code": f"A{n}"} for n in range(600))))
    assert len(faults) == 500
    assert reply.json()["detail"].startswith("601 things need mending")


async def test_whether_a_file_would_be_taken_can_be_asked(district: District) -> None:
    reply, _ = await send(district, "yaml", YAML, validate_only=True)
    assert (reply.status_code, reply.json()["activities"]) == (200, 1)
    assert (await district.author.get("/v1/plans")).json()["items"] == []
    faulty, faults = await send(district, "yaml", YAML.replace("principal", "janitor"), validate_only=True)
    assert (faulty.status_code, faulty.json()["code"]) == (422, "plan_file_faulty")
    assert faults == [("no_such_role", 17, None)]
    made, _ = await send(district, "yaml", YAML)
    assert (made.status_code, made.json()["content_hash"]) == (201, reply.json()["content_hash"])


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("", 415),
        ("text/html", 415),
        ("text/csv; charset=utf-7", 415),
        ("text/csv; charset*=x''y", 415),
    ],
)
async def test_other_kinds_of_files_are_refused(district: District, content_type: str, status: int) -> None:
    reply = await district.author.post("/v1/plan-imports", content=b"x", headers={"content-type": content_type})
    assert (reply.status_code, reply.json()["code"]) == (status, "unsupported_media_type")


async def test_a_file_above_two_megabytes_is_refused(district: District) -> None:
    reply, _ = await send(district, "yaml", "#" * 2_000_001)
    assert_refused(reply, 413, "body_too_large")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("yaml", "a: [" + "[]," * 600_000 + "]"),
        ("yaml", "x: 1\n" * 300_000),
        ("json", "[" + "0," * 900_000 + "0]"),
        ("csv", rows({"done_when": "event:x?" + '"\\' * 90_000})),
        ("csv", rows({"targets": "codes:" + " " * 190_000 + "x"})),
        ("csv", rows({"done_when": "event:x?a=" + " " * 190_000 + "x"})),
        ("csv", HEADER + "\n" + "," * 1_900_000),
        ("csv", HEADER + "\n" + "G,\n" * 600_000),
    ],
)
async def test_a_file_made_to_hurt_is_answered_soon(district: District, form: str, text: str) -> None:
    began = time.process_time()
    reply, _ = await send(district, form, text)
    assert reply.status_code == 422
    assert time.process_time() - began < 30


async def test_numbers_are_text_where_text_is_wanted(district: District) -> None:
    text = YAML.replace("code: A1", "code: 1.10").replace("kind: all", "kind: schools, local_codes: [0101, 0301]")
    reply, _ = await send(district, "yaml", text.replace("title: Plan", "title: 2026"))
    assert reply.status_code == 201, reply.text
    activity = reply.json()["goals"][0]["strategies"][0]["activities"][0]
    assert (reply.json()["title"], activity["code"], len(activity["targets"]["school_ids"])) == ("2026", "1.10", 2)
    _, faults = await send(district, "yaml", YAML.replace("kind: all", "kind: schools, local_codes: [9999]"))
    assert faults == [("no_such_school", 18, None)]


async def test_an_import_sent_twice_with_one_key_makes_one_plan(district: District) -> None:
    headers = {"content-type": "application/yaml", "Idempotency-Key": "k1"}
    first = await district.author.post("/v1/plan-imports", content=YAML, headers=headers)
    again = await district.author.post("/v1/plan-imports", content=YAML, headers=headers)
    assert (first.json()["id"], again.status_code) == (again.json()["id"], 201)
    other = await district.author.post("/v1/plan-imports", content=YAML + "#", headers=headers)
    assert other.json()["code"] == "idempotency_key_reused"


async def test_who_may_not_write_plans_brings_none(district: District, scheduling: Service) -> None:
    headers = {"content-type": "application/yaml"}
    for query in ({}, {"validate_only": "true"}):
        reply = await district.oak.post("/v1/plan-imports", content=YAML, headers=headers, params=query)
        assert_refused(reply, 403, "not_permitted")


async def test_a_code_whose_zero_a_spreadsheet_took_is_refused_with_the_one_that_was_meant(district: District) -> None:
    reply, _ = await send(district, "csv", rows({"targets": "codes:101;9999;0301"}))
    words = [fault["detail"] for fault in reply.json()["errors"]]
    assert words == ["no school has this code; did you mean 0101?", "no school has this code"]


async def test_what_is_to_be_mended_in_a_cell_is_said_in_the_readers_language(district: District) -> None:
    sent = rows({"baseline": "some", "targets": "codes:9999", "owner_role": "janitor"})
    reply = await district.author.post(
        "/v1/plan-imports",
        content=sent.encode(),
        headers={"Content-Type": "text/csv", "Accept-Language": "es"},
    )
    assert_refused(reply, 422, "plan_file_faulty")
    assert reply.json()["detail"] == "Hay que corregir 3 cosas; no se modificó nada."
    said = {one["code"]: one["detail"] for one in reply.json()["errors"]}
    assert said["not_understood"] == "escriba un número como 46 o 46.5"
    assert said["no_such_school"] == "ninguna escuela tiene este código"
    assert said["no_such_role"].startswith("no es un rol en uso")
