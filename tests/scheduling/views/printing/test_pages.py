"""Pages to print: what stands on them, that nothing on them runs, and that a day goes on one page."""

import asyncio
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx

from services.scheduling.views.printing.pages import LOOKS
from shared.testing.calls import Service, assert_refused, served
from tests.browsing.looking import look, needs_chromium
from tests.scheduling.factories import District, activity, plan_of

EVIL = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">{{ 7*7 }}"
PAPERS = {"A4": {"paperWidth": 8.27, "paperHeight": 11.69}, "Letter": {"paperWidth": 8.5, "paperHeight": 11}}


class Elements(HTMLParser):
    """The tags of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


async def printed(caller: httpx.AsyncClient, path: str, **headers: str) -> str:
    reply = await caller.get(path, headers=headers)
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    return reply.text


async def twelve_due(district: District, scheduling: Service) -> dict[str, Any]:
    """A plan whose twelve tasks at oak are overdue, due today, due soon or begun."""
    codes = [f"A{n:02}" for n in range(12)]
    plan = await district.published(
        *(activity(code, title=f"Review the attendance of the week ({code})") for code in codes)
    )
    today = date.fromisoformat((await district.oak.get("/v1/my-day")).json()["day"])
    for n, code in enumerate(codes):
        task = await district.task(plan, "oak", code)
        days, state = ((-3, "open"), (0, "open"), (5, "open"), (40, "in_progress"))[n % 4]
        due = today + timedelta(days=days)
        await scheduling.sql(
            "update tasks set due_on = $2, state = $3 where id = $1::uuid returning id", task["id"], due, state
        )
    return plan


async def test_a_day_has_its_tasks_by_list_in_the_readers_language(district: District, scheduling: Service) -> None:
    await twelve_due(district, scheduling)
    english = await printed(district.oak, "/v1/my-day/print")
    assert re.findall(r"<caption>(.*?)</caption>", english) == ["Overdue", "Due today", "Due soon", "In progress"]
    assert len(re.findall(r"Review the attendance", english)) == 12
    assert english.count('class="short late"') == 3
    assert '<html lang="en">' in english
    for spanish in (
        await printed(district.oak, "/v1/my-day/print", **{"Accept-Language": "es"}),
        await printed(district.oak, "/v1/my-day/print?language=es"),
    ):
        assert '<html lang="es">' in spanish
        assert re.findall(r"<caption>(.*?)</caption>", spanish)[:2] == ["Vencido", "Vence hoy"]
        assert "En curso" in spanish


async def test_notes_for_oneself_are_printed_when_asked_for_alone(district: District) -> None:
    today = (await district.oak.get("/v1/my-day")).json()["day"]
    made = await district.oak.post("/v1/own-notes", json={"title": "Call <b>home</b>", "due_on": today})
    assert made.status_code == 201, made.text
    assert "Call" not in await printed(district.oak, "/v1/my-day/print")
    assert "Call &lt;b&gt;home&lt;/b&gt;" in await printed(district.oak, "/v1/my-day/print?own_notes=true")


async def test_a_system_has_no_day_to_print(scheduling: Service, district: District) -> None:
    assert_refused(await scheduling.machine(district.id).get("/v1/my-day/print"), 403, "people_only")
    assert_refused(await district.oak.get("/v1/my-day/print?language=fr"), 422, "invalid")


async def test_a_plan_has_its_goals_activities_and_figures(district: District) -> None:
    plan = await district.published(activity("A1"), activity("A2"))
    page = await printed(district.author, f"/v1/plans/{plan['id']}/print")
    for goal in plan["goals"]:
        assert f"<h2>{goal['code']} {goal['title']}</h2>" in page
    assert re.findall(r"<td>(A\d) ", page) == ["A1", "A2"]
    assert re.search(r"0 of \d+ tasks done, 0 overdue", page)
    assert len(re.findall(r">0 of \d+</td>", page)) == 2


async def test_who_may_not_see_a_plan_prints_none(scheduling: Service, district: District) -> None:
    made = await district.author.post("/v1/plans", json=plan_of(activity("A1")))
    assert made.status_code == 201, made.text
    draft = made.json()
    assert_refused(await district.oak.get(f"/v1/plans/{draft['id']}/print"), 404, "not_found")
    page = await printed(district.author, f"/v1/plans/{draft['id']}/print")
    assert "tasks done" not in page
    without = scheduling.machine(district.id, "plans:read")
    plan = await district.published(activity("A1"))
    assert "tasks done" not in await printed(without, f"/v1/plans/{plan['id']}/print")


async def test_nothing_a_plan_says_becomes_part_of_the_page(district: District) -> None:
    plan = await district.published(activity("A1", title=EVIL), activity("A2", title="&amp;"))
    task = await district.task(plan, "oak", "A1")
    today = (await district.oak.get("/v1/my-day")).json()["day"]
    await district.scheduling.sql(
        "update tasks set due_on = $2 where id = $1::uuid returning id", task["id"], date.fromisoformat(today)
    )
    for path, caller in ((f"/v1/plans/{plan['id']}/print", district.author), ("/v1/my-day/print", district.oak)):
        page = await printed(caller, path)
        assert "&lt;script&gt;" in page
        assert "{{ 7*7 }}" in page
        tags = Elements(page).tags
        assert {tag for tag, _ in tags} <= {
            *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "table", "caption", "thead"),
            *("tbody", "tr", "th", "td", "footer"),
        }
        assert {name for _, said in tags for name in said} <= {"lang", "charset", "name", "content", "class", "scope"}
        assert page.count("<style>") == 1
        assert f"<style>{LOOKS}</style>" in page


async def test_a_long_plan_breaks_between_rows_and_repeats_what_its_columns_are(district: District) -> None:
    plan = await district.published(*(activity(f"A{n:02}") for n in range(30)))
    page = await printed(district.author, f"/v1/plans/{plan['id']}/print")
    for table in re.findall(r"<table>.*?</table>", page, re.DOTALL):
        assert re.match(r"<table>\s*(<caption>.*?</caption>\s*)?<thead><tr><th scope=\"col\"", table), table[:200]
    style = {rule.strip() for rule in re.findall(r"[^{}]+{[^{}]+}", LOOKS)}
    assert {"thead { display: table-header-group; }", "tr { break-inside: avoid; }"} <= style
    (kept,) = (rule for rule in style if rule.endswith("{ break-after: avoid; }"))
    assert {"h2", "h2 + p", "caption", "thead"} <= set(kept.partition(" {")[0].split(", "))


@needs_chromium
async def test_pages_and_pictures_are_shown_to_a_browser_by_tickets_and_a_day_goes_on_one_page(
    scheduling: Service, district: District, tmp_path: Path
) -> None:
    plan = await twelve_due(district, scheduling)
    chart = f"/v1/plans/{plan['id']}/roll-up/chart.svg?figure=on_time"
    paths = ["/v1/my-day/print?language=es", f"/v1/plans/{plan['id']}/print", chart]
    async with served(scheduling) as host:
        made = [
            (await caller.post("/v1/tickets", json={"paths": [path]})).json()["items"][0]["url"]
            for path, caller in zip(paths, (district.oak, district.author, district.author), strict=True)
        ]
        # Another site: `localhost` is none of 127.0.0.1.
        shown = tmp_path / "front.html"
        shown.write_text(f'<img src="{host}{made[2]}"><img src="{host}{made[2]}x">')
        sizes = "[...document.images].map((image) => image.naturalWidth)"
        pages = [
            {
                "address": host + made[0],
                "axe": True,
                "pdf": str(tmp_path / "A4.pdf"),
                "paper": PAPERS["A4"],
                "see": "document.title",
            },
            {
                "address": host + made[0],
                "axe": True,
                "pdf": str(tmp_path / "Letter.pdf"),
                "paper": PAPERS["Letter"],
                "see": "document.title",
            },
            {
                "address": host + made[1],
                "axe": True,
                "see": "getComputedStyle(document.querySelector('table')).borderCollapse",
            },
            {"address": shown.as_uri(), "until": "document.readyState === 'complete'", "see": sizes},
            {"address": host + made[2], "see": "document.documentElement.getAttribute('role')"},
        ]
        day, letter, of_plan, front, alone = await asyncio.to_thread(look, tmp_path, pages)
    for page in (day, letter, of_plan):
        assert (page["refused"], page["errors"], page["violations"]) == ([], [], []), page
        assert page["passes"] > 10
    assert day["value"].startswith("Mi día")
    assert of_plan["value"] == "collapse"
    assert front["value"][0] > 0
    assert front["value"][1] == 0
    assert (alone["value"], alone["refused"]) == ("img", [])
    for paper in PAPERS:
        assert pages_of(tmp_path / f"{paper}.pdf") == 1


def pages_of(pdf: Path) -> int:
    """How many pages a document of Chromium's has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf.read_bytes()))
