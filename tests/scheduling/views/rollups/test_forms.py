"""The same figures as JSON, CSV and SVG, each with definition and as-of; over time; for all plans; as far as one may see."""

import asyncio
import csv
import io
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.scheduling.views.rollups import charts
from services.scheduling.views.rollups.aggregating import fold
from services.scheduling.views.rollups.charts import INK, MOST_BARS, draw
from services.scheduling.views.rollups.definitions import COUNTS, SERIES
from services.scheduling.views.rollups.schemas import Counts, Overview, Series
from services.scheduling.views.rollups.sheets import sheet
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from shared.web.spreadsheets import guard
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.work.barriers.factories import raised


def rows_of(reply: httpx.Response) -> list[dict[str, str]]:
    """A CSV reply, read by a strict reader."""
    assert reply.headers["content-type"].startswith("text/csv"), reply.text
    assert reply.content.startswith(b"\xef\xbb\xbf"), "spreadsheets know it for UTF-8"
    assert reply.text.count("\r\n") == reply.text.count("\n")
    return list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"), newline=""), strict=True))


async def closed(district: District, plan: dict[str, Any], school: str, code: str = "A1") -> None:
    """Oak and Elm do their work."""
    task = await district.task(plan, school, code)
    caller = district.oak if school == "oak" else district.elm
    assert (await caller.post(f"/v1/tasks/{task['id']}/complete", json={})).status_code == 200


async def blocked(scheduling: Service, task_id: str, days: int) -> None:
    """A task that has waited for so many days."""
    await scheduling.sql(
        "update tasks set state = 'blocked', blocked_on = $2, updated_at = now() where id = $1::uuid",
        *(task_id, TODAY - timedelta(days=days)),
    )


async def test_every_figure_has_a_definition(district: District) -> None:
    plan = await district.published()
    found = (await district.author.get(f"/v1/plans/{plan['id']}/roll-up")).json()
    assert found["definitions"].keys() == Counts.model_fields.keys() == COUNTS.keys()
    series = (await district.author.get(f"/v1/plans/{plan['id']}/roll-up/series")).json()
    assert series["definitions"].keys() == SERIES.keys() == {"scope", "planned", "done", "forecast"}


async def test_by_role_and_by_cohort(district: District) -> None:
    plan = await district.published(activity("A1"), activity("A2", owner_role="mentor"))
    address = f"/v1/plans/{plan['id']}/roll-up"
    roles = (await district.author.get(address, params={"by": "role"})).json()["groups"]
    assert [(g["id"], g["title"], g["tasks"]) for g in roles] == [
        ("mentor", "mentor", 3),
        ("school_coordinator", "school coordinator", 3),
    ]
    cohorts = (await district.author.get(address, params={"by": "cohort"})).json()["groups"]
    assert [(g["id"], g["title"], g["tasks"]) for g in cohorts] == [
        ("1", "Cohort 1", 2),
        ("2", "Cohort 2", 2),
        ("", "No cohort", 2),
    ]


@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize("by", ["goal", "school"])
async def test_overdue_is_reckoned_anew_each_day(
    scheduling: Service, district: District, by: str, *, folded: bool
) -> None:
    plan = await district.published(*(activity(f"A{n}") for n in range(4)))
    # Due long ago, on the first of this month, yesterday and today: a school's cells know only months.
    for n, due in enumerate((TODAY - timedelta(days=70), TODAY.replace(day=1), TODAY - timedelta(days=1), TODAY)):
        await scheduling.sql(
            """update tasks t set due_on = $2, updated_at = now() from activities a
            where a.id = t.activity_id and t.plan_id = $1::uuid and a.code = $3""",
            *(plan["id"], due, f"A{n}"),
        )
    if folded:
        await fold(scheduling.app.state.db, scheduling.settings)
    found = (await district.author.get(f"/v1/plans/{plan['id']}/roll-up", params={"by": by})).json()
    # The district's day may lie a day behind the machine's.
    plain = await scheduling.sql(
        "select count(*) from tasks where plan_id = $1::uuid and due_on < $2::text::date", plan["id"], found["today"]
    )
    assert found["total"]["overdue"] == sum(g["overdue"] for g in found["groups"]) == plain[0][0] > 3
    assert found["total"]["on_time_share"] == 0


async def test_the_oldest_barrier_is_named(scheduling: Service, district: District) -> None:
    plan = await district.published()
    oak, elm = await district.task(plan, "oak"), await district.task(plan, "elm")
    await blocked(scheduling, oak["id"], 3)
    await blocked(scheduling, elm["id"], 9)
    address = f"/v1/plans/{plan['id']}/roll-up"
    found = (await district.author.get(address, params={"by": "school"})).json()
    assert (found["oldest_barrier"]["task_id"], found["oldest_barrier"]["school"]["name"]) == (elm["id"], "elm")
    days = [g["oldest_barrier_on"] for g in found["groups"]]
    assert days == [str(TODAY - timedelta(days=3)), str(TODAY - timedelta(days=9)), None]
    assert found["total"]["blocked"] == 2
    assert found["oldest_barrier"]["barrier"] is None, "blocked by hand in this test"
    oaks = (await district.oak.get(address)).json()
    assert oaks["oldest_barrier"]["task_id"] == oak["id"], "a school hears of its own barriers"


async def test_the_oldest_barrier_says_what_it_is_called(district: District) -> None:
    plan = await district.published()
    task = await district.task(plan, "oak")
    barrier = await raised(district.oak, task_ids=[task["id"]])
    found = (await district.author.get(f"/v1/plans/{plan['id']}/roll-up")).json()["oldest_barrier"]
    assert (found["task_id"], found["barrier"]) == (task["id"], {"id": barrier["id"], "name": "BR-1"})
    assert found["days"] == 0


async def test_a_task_that_is_gone_no_longer_counts(scheduling: Service, district: District) -> None:
    plan = await district.published()
    await scheduling.sql(
        "delete from tasks where plan_id = $1::uuid and school_id = $2", plan["id"], district.schools["elm"]
    )
    for by in ("activity", "school"):
        found = (await district.author.get(f"/v1/plans/{plan['id']}/roll-up", params={"by": by})).json()
        assert found["total"]["tasks"] == 2


async def test_all_plans_one_line_each(district: District) -> None:
    first, second = await district.published(), await district.published(activity("A1"), activity("A2"))
    await closed(district, first, "oak")
    found = Overview.model_validate_json((await district.author.get("/v1/roll-up")).content)
    assert [(g.id, g.tasks, g.done) for g in found.groups] == [(first["id"], 3, 1), (second["id"], 6, 0)]
    assert (found.total.tasks, found.total.done_share) == (9, 0.1111)
    oaks = (await district.oak.get("/v1/roll-up")).json()
    assert [g["tasks"] for g in oaks["groups"]] == [1, 2]
    mentor = district.as_person("mentor_oak", ("mentor", "oak"))
    assert_refused(await mentor.get("/v1/roll-up"), 403, "not_permitted")


async def test_csv_defines_its_columns_and_runs_no_formula(scheduling: Service, district: District) -> None:
    plan = await district.published(activity("A1", title='=HYPERLINK("x"), "y"'), activity("A2", title="@sum"))
    address = f"/v1/plans/{plan['id']}/roll-up"
    for reply in (
        await district.author.get(address, params={"by": "activity", "format": "csv"}),
        await district.author.get(address, params={"by": "activity"}, headers={"Accept": "text/csv"}),
    ):
        rows = rows_of(reply)
        assert [row["row"] for row in rows] == ["definition", "total", "group", "group"]
        assert rows[0]["overdue"] == f"Overdue (tasks): {COUNTS['overdue']['definition']}"
        assert [row["title"] for row in rows[2:]] == ['\'=HYPERLINK("x"), "y"', "'@sum"]
        assert rows[1]["tasks"] == "6"
        assert rows[1]["as_of"].startswith("20")
    assert rows_of(await district.author.get("/v1/roll-up", params={"format": "csv"}))[2]["tasks"] == "6"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert guard(text) == f"'{text}"
    assert guard("a=1") == "a=1"


def test_a_number_below_zero_stays_a_number() -> None:
    document = {"definitions": {}, "as_of": "moment", "today": "day"}
    assert sheet(document, {"n": "a figure"}, (), [("point", {"n": -1})]).splitlines()[-1] == "point,moment,day,-1"


async def test_a_series_tells_scope_done_and_due(scheduling: Service, district: District) -> None:
    sooner = {"kind": "date", "on": (TODAY + timedelta(days=9)).isoformat()}
    plan = await district.published(activity("A1"), activity("A2", due=sooner))
    await closed(district, plan, "oak")
    task = await district.task(plan, "elm")
    await district.author.post(f"/v1/tasks/{task['id']}/withdraw", json={"reason": "x"})
    address = f"/v1/plans/{plan['id']}/roll-up/series"
    for _ in range(2):
        found = Series.model_validate_json((await district.author.get(address, params={"every": "day"})).content)
        now = next(point for point in found.points if point.on == found.today)
        assert (now.scope, now.done, now.planned) == (5, 1, 0)
        last = found.points[-1]
        assert (last.on, last.scope, last.done, last.planned) == (TODAY + timedelta(days=20), None, None, 5)
        assert found.forecast.status == "not_enough_data"
        await fold(scheduling.app.state.db, scheduling.settings)
    week = (await district.author.get(address)).json()["points"]
    assert len(week) < len(found.points)
    rows = rows_of(await district.author.get(address, params={"format": "csv", "every": "day"}))
    assert [row["row"] for row in rows] == ["definition", *["point"] * len(found.points), "forecast"]


async def test_a_series_of_a_part(district: District) -> None:
    plan = await district.published(
        activity("A1"), activity("A2", targets={"kind": "schools", "local_codes": ["0101"]})
    )
    await closed(district, plan, "oak", "A2")
    task = await district.task(plan, "oak", "A2")
    address = f"/v1/plans/{plan['id']}/roll-up/series"

    async def last(caller: httpx.AsyncClient, **asked: str) -> tuple[int, int, int]:
        reply = await caller.get(address, params={"every": "day", **asked})
        assert reply.status_code == 200, reply.text
        point = next(p for p in reply.json()["points"] if p["on"] == reply.json()["today"])
        return point["scope"], point["done"], reply.json()["points"][-1]["planned"]

    assert await last(district.author, goal_id=task["goal"]["id"]) == (4, 1, 4)
    assert await last(district.author, strategy_id=task["strategy"]["id"]) == (4, 1, 4)
    assert await last(district.author, activity_id=task["activity"]["id"]) == (1, 1, 1)
    assert await last(district.author, school_id=str(district.schools["oak"])) == (2, 1, 2)
    assert await last(district.oak) == (2, 1, 2)
    assert await last(district.elm) == (1, 0, 1)


async def test_a_series_refuses_what_it_cannot_tell(district: District) -> None:
    plan = await district.published()
    task = await district.task(plan, "oak")
    address = f"/v1/plans/{plan['id']}/roll-up/series"

    async def refused(caller: httpx.AsyncClient, **asked: str) -> tuple[int, str]:
        reply = await caller.get(address, params=asked)
        return reply.status_code, reply.json()["code"]

    elm = str(district.schools["elm"])
    both = {"goal_id": task["goal"]["id"], "school_id": elm}
    assert await refused(district.author, **both) == (422, "one_part_only")
    backwards = {"from": "2026-09-02", "until": "2026-09-01"}
    assert await refused(district.author, **backwards) == (422, "days_out_of_order")
    assert await refused(district.author, goal_id=str(new_id())) == (404, "not_found")
    assert await refused(district.author, school_id=str(new_id())) == (404, "not_found")
    assert await refused(district.oak, school_id=elm) == (404, "not_found")
    assert await refused(district.oak, goal_id=task["goal"]["id"]) == (403, "not_permitted")
    assert await refused(district.author, every="year") == (422, "invalid")
    assert await refused(district.author, since="2026-09-01") == (422, "invalid")


async def test_a_long_series_is_bounded(district: District) -> None:
    plan = await district.published()
    asked = {"every": "day", "from": "1950-01-01", "until": "2150-01-01"}
    points = (await district.author.get(f"/v1/plans/{plan['id']}/roll-up/series", params=asked)).json()["points"]
    assert len(points) == 801


@pytest.mark.parametrize("figure", ["state_by_group", "on_time", "burn_up"])
async def test_a_chart_stands_alone(scheduling: Service, district: District, figure: str) -> None:
    plan = await district.published(activity("A1", title="Costs $5 & <b>$6</b>"), activity("A2"))
    await closed(district, plan, "oak")
    address = f"/v1/plans/{plan['id']}/roll-up/chart.svg"
    reply = await district.author.get(address, params={"figure": figure, "by": "activity"})
    assert reply.headers["content-type"] == "image/svg+xml", reply.text
    root = ElementTree.fromstring(reply.content)
    svg = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{svg}svg"
    assert root.findtext(f"{svg}title")
    assert root.findtext(f"{svg}desc")
    assert root.get("role") == "img"
    # What is read is text, also where it looks like our own marks.
    read = {text.text for text in root.iter(f"{svg}text")}
    assert any("Costs $5 & <b>$6</b>" in (text or "") for text in read) == (figure != "burn_up"), read
    assert reply.headers["content-disposition"] == f'inline; filename="{figure.replace("_", "-")}.svg"'
    assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


def roll_up(groups: int) -> dict[str, Any]:
    """A roll-up of so many schools, as JSON has it."""
    counts = {**dict.fromkeys(COUNTS, 2), "tasks": 8, "done_share": 0.25, "on_time_share": 0.5, "on_time_of": 4}
    lines = [
        {**counts, "overdue": n % 3, "id": str(n), "code": f"{n:04}", "title": f"School {n}"} for n in range(groups)
    ]
    head = {"plan": {"name": "P"}, "as_of": "2026-11-23T15:12:33+00:00", "today": "2026-11-23", "by": "school"}
    return {**head, "total": counts, "groups": lines, "definitions": COUNTS}


@pytest.mark.parametrize("figure", ["state_by_group", "on_time"])
def test_a_chart_of_the_same_figures_is_the_same_picture(figure: str) -> None:
    assert draw(figure, roll_up(4)) == draw(figure, roll_up(4))


@pytest.mark.parametrize("figure", ["state_by_group", "on_time"])
def test_a_chart_of_twelve_schools_is_small_and_keeps_its_looks_under_any_policy(figure: str) -> None:
    drawn = draw(figure, roll_up(12))
    # With letters as paths they were 97 and 85 KB.
    assert len(drawn) < 20_000
    assert b"style" not in drawn
    assert b"<script" not in drawn


def test_states_differ_without_colour() -> None:
    root = ElementTree.fromstring(draw("state_by_group", roll_up(2)))
    svg = "{http://www.w3.org/2000/svg}"
    fills = [path.get("fill", "") for path in root.iter(f"{svg}path") if path.get("stroke") == INK]
    patterns = {pattern.get("id") for pattern in root.iter(f"{svg}pattern")}
    assert len({fill for fill in fills if fill.startswith("url(#")}) == len(patterns) == 2
    plain = sorted(_luminance(fill) for fill in {*fills} if fill.startswith("#"))
    assert plain[-1] - plain[0] > 0.4


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_what_a_chart_reads_is_left_as_it_was_written() -> None:
    document = roll_up(1)
    said = 'a style="fill: red" id="x" d="1.23456" <!-- b -->'
    document["groups"][0]["title"] = said
    root = ElementTree.fromstring(draw("state_by_group", document))
    svg = "{http://www.w3.org/2000/svg}"
    assert any((text.text or "").endswith(charts._short(f"0000  {said}")) for text in root.iter(f"{svg}text"))


def test_a_chart_has_at_most_sixty_bars() -> None:
    few, many = (len(draw("state_by_group", roll_up(n))) for n in (MOST_BARS, 1_000))
    assert many < few * 1.2


def test_a_bars_name_is_cut_to_fit() -> None:
    assert charts._short("x" * charts.LABEL) == "x" * charts.LABEL
    cut = charts._short("x" * (charts.LABEL + 1))
    assert (len(cut), cut[-1]) == (charts.LABEL, "…")


def test_a_chart_of_nothing_says_so() -> None:
    assert b"</svg>" in draw("on_time", roll_up(0))


def test_a_service_starts_without_the_library_that_draws() -> None:
    code = "import sys, services.scheduling.app, services.scheduling.worker; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_a_recount_mends_what_is_wrong_and_nothing_else(scheduling: Service, district: District) -> None:
    plan = await district.published()
    await fold(scheduling.app.state.db, scheduling.settings)
    await scheduling.sql("update rollup_cells set n = n + 5 where district_id = $1 and kind = 'activity'", district.id)
    await scheduling.sql("delete from rollup_cells where district_id = $1 and kind = 'school'", district.id)
    caller = scheduling.machine(district.id)
    found = await asyncio.gather(*(caller.post("/v1/roll-up/recount") for _ in range(3)))
    assert sorted(reply.json()["cells_corrected"] for reply in found)[:2] == [0, 0]
    assert max(reply.json()["cells_corrected"] for reply in found) == 5
    for by in ("activity", "school"):
        total = (await caller.get(f"/v1/plans/{plan['id']}/roll-up", params={"by": by})).json()["total"]
        assert total["tasks"] == 3
    assert_refused(await district.oak.post("/v1/roll-up/recount"), 403, "not_permitted")
