"""Calendar programs that know nothing of us read a feed over HTTP as it was meant: vdirsyncer, khal, ical.js."""

import asyncio
import json
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.testing import npm
from shared.testing.calls import Service, served
from shared.testing.databases import PATIENCE
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.views.feeds.reading import made, path_of, set_task

BIN = Path(sys.executable).parent
READER = Path(__file__).parent / "ical.mjs"
#: The last place to begin a day, and the first: a date that floats moves in one of them.
ZONES = ("Pacific/Honolulu", "Pacific/Kiritimati")
HOSTILE = "Meet; all, of END:VCALENDAR us \\n \\, ✓"
# 8 days ahead, so that a feed of a day's difference between the machine and the district changes nothing.
DAYS = [TODAY + timedelta(days=days) for days in (8, 20, 30, 40)]

VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair feed]
a = "them"
b = "us"
collections = null
conflict_resolution = "a wins"
[storage them]
type = "http"
url = "{url}"
[storage us]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[feed]]
path = {folder}/calendar
readonly = True
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal-{place}.db
"""


async def run(folder: Path, *command: str) -> str:
    """What a program prints, with a home of its own."""
    homes = {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    process = await asyncio.create_subprocess_exec(
        str(BIN / command[0]),
        *command[1:],
        cwd=folder,
        env={**os.environ, **homes, "PYTHONUTF8": "1"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0, printed.decode()
    return printed.decode()


async def synced(folder: Path, url: str) -> int:
    """Subscribe with vdirsyncer, or look again; how many items it keeps."""
    calendar, config = folder / "calendar", folder / "vdirsyncer.conf"
    if not calendar.exists():
        calendar.mkdir()
        config.write_text(VDIRSYNCER.format(folder=folder, url=url))
        await run(folder, "vdirsyncer", "-c", str(config), "discover")
    await run(folder, "vdirsyncer", "-c", str(config), "sync")
    return len(list(calendar.glob("*.ics")))


async def listed(folder: Path, zone: str) -> set[tuple[str, date, date, bool]]:
    """What khal shows in a zone: title, first and last day, whether it is cancelled."""
    place = ZONES.index(zone)
    config = folder / f"khal-{place}.conf"
    config.write_text(KHAL.format(folder=folder, zone=zone, place=place))
    form = ("--day-format", "", "--format", "{start-date}|{end-date}|{status}|{title}")
    span = ("-o", (TODAY - timedelta(days=60)).isoformat(), "430d")
    printed = await run(folder, "khal", "-c", str(config), "list", *form, *span)
    found = set()
    for line in printed.splitlines():
        first, last, status, title = line.split("|", 3)
        found.add((title, date.fromisoformat(first), date.fromisoformat(last), "CANCELLED" in status))
    return found


@pytest.fixture
async def tasks(district: District, scheduling: Service) -> list[dict[str, Any]]:
    """Four tasks of Oak: one open, one with a hostile title, one done, one withdrawn."""
    plan = await district.published(
        *(
            activity(f"A{n}", title=title, due={"kind": "date", "on": day.isoformat()})
            for n, (title, day) in enumerate(zip(("Train", HOSTILE, "Measure", "Report"), DAYS, strict=True))
        )
    )
    found = [await district.task(plan, "oak", f"A{n}") for n in range(4)]
    now = datetime.now(UTC)
    await set_task(scheduling, found[2]["id"], state="done", done_at=now, done_on=TODAY, updated_at=now)
    assert (await district.author.post(f"/v1/tasks/{found[3]['id']}/withdraw", json={"reason": "x"})).status_code == 200
    return found


def expected(first: date) -> set[tuple[str, date, date, bool]]:
    """The four, the first of them due on a day."""
    titles = ("Train", HOSTILE, "✓ Measure", "Report")
    return {(title, day, day, title == "Report") for title, day in zip(titles, (first, *DAYS[1:]), strict=True)}


async def test_vdirsyncer_keeps_each_task_and_khal_shows_it_on_its_day(
    district: District, scheduling: Service, tasks: list[dict[str, Any]], tmp_path: Path
) -> None:
    feed = await made(district.oak)
    async with served(scheduling) as base:
        url = base + path_of(feed)
        assert await synced(tmp_path, url) == 4
        shown = await asyncio.gather(*(listed(tmp_path, zone) for zone in ZONES))
        assert shown == [expected(DAYS[0])] * 2
        # A date that moves moves; nothing is there twice.
        moved = DAYS[0] + timedelta(days=3)
        await set_task(scheduling, tasks[0]["id"], due_on=moved, updated_at=datetime.now(UTC))
        assert await synced(tmp_path, url) == 4
        assert await listed(tmp_path, ZONES[0]) == expected(moved)


async def test_ical_js_reads_the_same_dates_in_every_zone(
    district: District, scheduling: Service, tasks: list[dict[str, Any]], tmp_path: Path
) -> None:
    npm.ensure()
    feed = await made(district.oak)
    async with served(scheduling) as base, httpx.AsyncClient(timeout=PATIENCE) as client:
        (tmp_path / "feed.ics").write_bytes((await client.get(base + path_of(feed))).content)
    for zone in ZONES:
        done = npm.run(npm.command(READER, str(tmp_path / "feed.ics")), 900, {"TZ": zone})
        assert done.returncode == 0, npm.output(done)
        calendar = json.loads(done.stdout)
        assert (calendar["zones"], calendar["name"]) == (0, "Throughline: A coordinator_oak")
        found = calendar["events"]
        assert all(event["is_date"] and event["categories"] == ["MTSS implementation"] for event in found)
        assert {
            (
                event["summary"],
                date.fromisoformat(event["start"]),
                date.fromisoformat(event["end"]) - timedelta(days=1),
                event["status"] == "CANCELLED",
            )
            for event in found
        } == expected(DAYS[0])
        assert {event["uid"] for event in found} == {f"{task['id']}@{district.id}" for task in tasks}
        assert all(
            abs(datetime.fromisoformat(event["stamp"]) - datetime.now(UTC)) < timedelta(hours=1) for event in found
        )


async def test_head_and_304_send_no_body_over_the_wire(
    district: District, scheduling: Service, tasks: list[dict[str, Any]]
) -> None:
    feed = await made(district.oak)
    async with served(scheduling) as base, httpx.AsyncClient(timeout=PATIENCE) as client:
        url = base + path_of(feed)
        whole, head = await client.get(url), await client.head(url)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(whole.content))
        same = await client.get(url, headers={"If-None-Match": whole.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        assert (await client.get(url)).content == whole.content
