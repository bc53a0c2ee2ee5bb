"""Spreadsheets as districts have them, and a corrected one sent again."""

from datetime import date

import pytest

from shared.testing.calls import assert_refused
from tests.scheduling.factories import District
from tests.scheduling.planning.plan_files.factories import DUE, FIRST, HEADER, rows, send


async def accepted(district: District, text: str | bytes, charset: str = "") -> dict[str, object]:
    reply, _ = await send(district, "csv", text, charset)
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


def first_activity(plan: dict[str, object]) -> dict[str, object]:
    goals = plan["goals"]
    assert isinstance(goals, list)
    return dict(goals[0]["strategies"][0]["activities"][0])


PLAIN = f"{HEADER}\n{FIRST}\n"


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN + ",,,\n,\n\n   ,\n",
        PLAIN + HEADER + "\n",
        "\n\n" + PLAIN,
        PLAIN.replace(HEADER, HEADER.upper().replace("_", " ")),
        PLAIN.replace("\n", ",,\n"),
        PLAIN.replace("46,80", "46%,80 %"),
        PLAIN.replace("G1,Goal", "\xa0G1 ,Goal "),
        PLAIN.replace(DUE, f"{int(DUE[5:7])}/{int(DUE[8:])}/{DUE[:4]}"),
        PLAIN.replace(",46,", ",46.0,"),
        "sep=;\n" + PLAIN.replace(",", ";"),
        "Our plan for the year,,\n\n" + PLAIN,
        PLAIN.replace("principal", "Principal").replace(",all,", ",All Schools,"),
        PLAIN.replace("percent", "%"),
        PLAIN.replace(DUE, f"{int(DUE[5:7])}/{int(DUE[8:])}/{DUE[2:4]}"),
        PLAIN.replace(f",{DUE},manual", f",{date.fromisoformat(DUE):%d-%b-%Y},manual"),
        PLAIN.replace(f",{DUE},manual", f',"{date.fromisoformat(DUE):%B %d, %Y}",manual'),
        PLAIN.replace(f",{DUE},manual", f",{(date.fromisoformat(DUE) - date(1899, 12, 30)).days},manual"),
        PLAIN.replace("activity_title", "Action Step").replace(",due,", ",Due Date,").replace("owner_role", "Role"),
        PLAIN.replace(HEADER, HEADER + ",status,budget,notes"),
    ],
)
async def test_a_sheet_in_the_wild_is_the_same_plan(district: District, text: str) -> None:
    plain = await accepted(district, PLAIN)
    assert (await accepted(district, text))["content_hash"] == plain["content_hash"]


async def test_a_repetition_stands_in_a_column_of_its_own(district: District) -> None:
    sheet = f'{HEADER},repeat\n{FIRST},"FREQ=MONTHLY;BYDAY=1TU, else before"'
    assert first_activity(await accepted(district, sheet))["repeat"] == {
        "rrule": "FREQ=MONTHLY;BYDAY=1TU",
        "on_non_school_day": "before",
    }
    assert first_activity(await accepted(district, f"{HEADER},repeat\n{FIRST},"))["repeat"] is None
    plan = await accepted(district, f"{HEADER},repeat\n{FIRST},FREQ=WEEKLY")
    assert first_activity(plan)["repeat"] == {"rrule": "FREQ=WEEKLY", "on_non_school_day": "after"}


@pytest.mark.parametrize(
    ("words", "moved"), [("FREQ=WEEKLY, else skip, grace 1 day", "skip"), ("FREQ=WEEKLY, Grace 1 days", "after")]
)
async def test_grace_stands_at_the_end_of_a_repetition(district: District, words: str, moved: str) -> None:
    plan = await accepted(district, f'{HEADER},repeat\n{FIRST},"{words}"')
    assert first_activity(plan)["repeat"] == {"rrule": "FREQ=WEEKLY", "on_non_school_day": moved, "grace_days": 1}


async def test_a_content_without_grace_is_what_it_was_before_there_was_any(district: District) -> None:
    plain = await accepted(district, f'{HEADER},repeat\n{FIRST},"FREQ=WEEKLY, else after"')
    named = await accepted(district, f'{HEADER},repeat\n{FIRST},"FREQ=WEEKLY, else after, grace 0 days"')
    other = await accepted(district, f'{HEADER},repeat\n{FIRST},"FREQ=WEEKLY, else after, grace 2 days"')
    assert first_activity(named)["repeat"] == {"rrule": "FREQ=WEEKLY", "on_non_school_day": "after"}
    assert plain["content_hash"] == named["content_hash"] != other["content_hash"]


async def test_semicolons_go_with_decimal_commas(district: District) -> None:
    plan = await accepted(district, PLAIN.replace(",", ";").replace(";46;", ";46,5;"))
    assert plan["goals"][0]["baseline"] == 46.5  # type: ignore[index]


async def test_line_breaks_and_quotes_stand_in_cells(district: District) -> None:
    text = rows({"instructions": 'Say ""yes"".\n\nThen go.'}, {"activity_code": "A2", "owner_role": "janitor"})
    _, faults = await send(district, "csv", text)
    assert faults == [("no_such_role", 5, "owner_role")]
    plan = await accepted(district, text.replace("janitor", "teacher"))
    assert first_activity(plan)["instructions"] == 'Say "yes".\n\nThen go.'


async def test_another_encoding_is_taken_when_it_is_declared(district: District) -> None:
    body = PLAIN.replace("Goal", "Élan – Größe").encode("cp1252")
    reply, faults = await send(district, "csv", body)
    assert (reply.status_code, faults) == (422, [("not_utf8", 2, None)])
    assert "windows-1252" in reply.json()["errors"][0]["detail"]
    plan = await accepted(district, body, "windows-1252")
    assert plan["goals"][0]["title"] == "Élan – Größe"  # type: ignore[index]
    _, faults = await send(district, "csv", body.replace(b"Meet", b"\x81"), "windows-1252")
    assert faults == [("not_windows_1252", 2, None)]


async def test_rows_of_a_goal_need_not_stand_together(district: District) -> None:
    short = dict.fromkeys(
        ("plan_title", "school_year", "goal_title", "measure", "unit", "baseline", "target", "target_on"), ""
    )
    plan = await accepted(
        district,
        rows(
            {},
            {**short, "activity_code": "B1", "goal_code": "G2", "strategy_code": "S2", "goal_title": "Other"}
            | {"measure": "m", "unit": "count", "baseline": "1", "target": "2", "target_on": DUE},
            {**short, "strategy_title": "", "activity_code": "A2"},
        ),
    )
    goals = plan["goals"]
    assert isinstance(goals, list)
    found = [[a["code"] for s in goal["strategies"] for a in s["activities"]] for goal in goals]
    assert found == [["A1", "A2"], ["B1"]]


async def test_a_corrected_sheet_takes_the_place_of_the_draft(district: District) -> None:
    plan = await accepted(district, PLAIN)
    url, sheet = f"/v1/plans/{plan['id']}/content", PLAIN.replace("Meet", "Meet monthly")
    headers = {"content-type": "text/csv"}
    missing = await district.author.put(url, content=sheet, headers=headers)
    assert_refused(missing, 428, "version_missing")
    stale = await district.author.put(url, content=sheet, headers={**headers, "If-Match": '"9"'})
    assert_refused(stale, 412, "stale")
    now = {**headers, "If-Match": f'"{plan["version"]}"'}
    faulty = await district.author.put(url, content=sheet.replace("principal", "janitor"), headers=now)
    assert faulty.json()["errors"][0]["column"] == "owner_role"
    asked = await district.author.put(url, content=sheet, headers=now, params={"validate_only": "true"})
    assert (asked.status_code, asked.json()["validate_only"]) == (200, True)
    changed = await district.author.put(url, content=sheet, headers=now)
    assert (changed.status_code, changed.json()["id"]) == (200, plan["id"]), changed.text
    assert first_activity(changed.json())["title"] == "Meet monthly"
    assert changed.json()["content_hash"] == asked.json()["content_hash"] != plan["content_hash"]
    assert changed.json()["version"] == 2


async def test_a_plan_under_way_takes_no_file(district: District) -> None:
    plan = await accepted(district, PLAIN)
    plan = (await district.author.post(f"/v1/plans/{plan['id']}/submit")).json()
    headers = {"content-type": "text/csv", "If-Match": f'"{plan["version"]}"'}
    reply = await district.author.put(f"/v1/plans/{plan['id']}/content", content=PLAIN, headers=headers)
    assert_refused(reply, 409, "plan_not_editable")


async def test_status_notes_and_budget_are_taken_as_they_are_called(district: District) -> None:
    sheet = f'{HEADER},Status,Budget,Notes,Person(s) Responsible\n{FIRST},Pending,"$1,250 from Title I",Hm,A; B\n'
    found = first_activity(await accepted(district, sheet))
    cost = {"amount_cents": 125_000, "currency": "USD", "source": "Title I", "purpose": None}
    assert (found["status_words"], found["costs"], found["notes"]) == ("Pending", [cost], "Hm")
    assert found["responsible"] == ["A", "B"]


async def test_cells_that_were_merged_hold_below(district: District) -> None:
    of_goal = ("goal_code", "goal_title", "measure", "unit", "baseline", "target", "target_on")
    merged = dict.fromkeys(("plan_title", "school_year", *of_goal, "strategy_code", "strategy_title"), "")
    other = {name: value for name, value in merged.items() if not name.startswith("strategy")}
    second = {**other, "strategy_code": "S2", "strategy_title": "Data", "activity_code": "B1"}
    text = rows({}, {**merged, "activity_code": "A2"}, second, {**merged, "activity_code": "B2"})
    goals = (await accepted(district, text))["goals"]
    assert isinstance(goals, list)
    assert [[a["code"] for a in s["activities"]] for s in goals[0]["strategies"]] == [["A1", "A2"], ["B1", "B2"]]


@pytest.mark.parametrize(
    "kind", ["application/vnd.ms-excel", "application/csv", "text/plain", "text/csv; charset=utf-16"]
)
async def test_what_browsers_call_a_sheet_is_one(district: District, kind: str) -> None:
    body = PLAIN.encode("utf-16" if "utf-16" in kind else "utf-8")
    reply = await district.author.post("/v1/plan-imports", content=body, headers={"content-type": kind})
    assert reply.status_code == 201, reply.text


async def test_a_workbook_is_told_to_be_one(district: District) -> None:
    reply, faults = await send(district, "csv", b"PK\x03\x04rest")
    assert_refused(reply, 422, "plan_file_faulty")
    assert faults == [("workbook", 1, None)]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    reply = await district.author.post("/v1/plan-imports", content=b"PK\x03\x04rest", headers={"content-type": kind})
    assert [fault["code"] for fault in reply.json()["errors"]] == ["workbook"]
