"""Evidence files over HTTP: handed in, checked, kept once, given back, taken away."""

import asyncio
import hashlib
import os
import time
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psutil
import pytest

from services.scheduling.work.evidence_files import service
from services.scheduling.work.evidence_files.sweeping import sweep
from shared.files.store import Store
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from shared.testing.databases import eventually
from tests.scheduling.factories import District, activity
from tests.scheduling.work.evidence_files.samples import BAD, GOOD

PDF = GOOD["minutes.pdf"][0]
MEGABYTE = b"x" * 1_000_000


async def task_at_oak(district: District, **changes: Any) -> str:
    task = await district.task(await district.published(activity(**changes)), "oak")
    return f"/v1/tasks/{task['id']}"


async def hand_in(
    caller: httpx.AsyncClient, url: str, content: Any = PDF, name: str = "minutes.pdf", **more: Any
) -> Any:
    return await caller.post(f"{url}/files", params={"name": name}, content=content, **more)


def lying(scheduling: Service, district_id: UUID) -> list[str]:
    """The hashes of the district's bytes on disk."""
    folder = Path(scheduling.settings.files_dir)
    return sorted(path.name for path in folder.glob(f"{district_id}/??/*"))


def aside(scheduling: Service) -> list[Path]:
    return list((Path(scheduling.settings.files_dir) / "incoming").glob("*"))


async def nothing_done(scheduling: Service, district: District, url: str) -> bool:
    task = (await district.oak.get(url)).json()
    return task["evidence"] == [] and lying(scheduling, district.id) == [] and aside(scheduling) == []


@pytest.fixture
def set_up(scheduling: Service) -> Iterator[Any]:
    """Change settings for one test."""

    def change(**settings: Any) -> None:
        scheduling.app.state.settings = scheduling.settings.model_copy(update=settings)

    yield change
    scheduling.app.state.settings = scheduling.settings


def runs(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def scanner(folder: Path, script: str) -> str:
    path = folder / "scanner"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("name", GOOD)
async def test_a_file_comes_back_as_it_went_in(district: District, name: str) -> None:
    content, media_type = GOOD[name]
    url = await task_at_oak(district)
    made = await hand_in(district.oak, url, content, name, headers={"Content-Type": "text/html"})
    assert made.status_code == 201, made.text
    (entry,) = made.json()["evidence"]
    digest = hashlib.sha256(content).hexdigest()
    assert (entry["kind"], entry["title"], entry["size"], entry["sha256"]) == ("file", name, len(content), digest)
    assert (entry["media_type"], entry["scanned_at"], entry["url"]) == (media_type, None, None)
    back = await district.author.get(made.headers["Location"])
    assert back.content == content
    assert back.headers["content-type"].partition(";")[0] == media_type
    assert back.headers["content-disposition"].startswith("attachment;")
    assert back.headers["x-content-type-options"] == "nosniff"
    assert (back.headers["etag"], back.headers["content-length"]) == (f'"{digest}"', str(len(content)))


@pytest.mark.parametrize(("name", "content", "code"), BAD[:6], ids=lambda v: v if isinstance(v, str) else "")
async def test_evidence_of_the_wrong_kind_changes_nothing(
    district: District, scheduling: Service, name: str, content: bytes, code: str
) -> None:
    url = await task_at_oak(district)
    refused = await hand_in(district.oak, url, content, name)
    assert_refused(refused, 422, code)
    assert await nothing_done(scheduling, district, url)


async def test_a_name_that_deceives_is_refused(district: District, scheduling: Service) -> None:
    url = await task_at_oak(district)
    for name in ("../../x.pdf", "a\x00.pdf", "x" * 297 + ".pdf", "invoice\u202efdp.exe"):
        refused = await hand_in(district.oak, url, PDF, name)
        assert_refused(refused, 422, "file_name_refused")
        assert refused.json()["errors"][0]["pointer"] == "?name"
    assert (await district.oak.post(f"{url}/files", content=PDF)).json()["errors"][0]["pointer"] == "?name"
    assert await nothing_done(scheduling, district, url)


async def test_five_gigabytes_are_refused_before_a_byte_is_read(district: District, scheduling: Service) -> None:
    url = await task_at_oak(district)

    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    refused = await hand_in(district.oak, url, never(), headers={"Content-Length": str(5 * 2**30)})
    assert_refused(refused, 413, "body_too_large")
    assert await nothing_done(scheduling, district, url)


async def test_a_body_without_an_end_is_cut_off_and_never_held(district: District, scheduling: Service) -> None:
    url, sent = await task_at_oak(district), 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += len(MEGABYTE)
            yield MEGABYTE

    tracemalloc.start()
    refused = await hand_in(district.oak, url, endless(), "words.txt")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert_refused(refused, 413, "body_too_large")
    assert sent <= scheduling.settings.max_file_bytes + 2 * len(MEGABYTE)
    assert peak < 8_000_000
    assert await nothing_done(scheduling, district, url)


async def test_the_largest_file_comes_back_in_blocks(district: District, scheduling: Service) -> None:
    url = await task_at_oak(district)
    content = MEGABYTE * (scheduling.settings.max_file_bytes // len(MEGABYTE))
    made = await hand_in(district.oak, url, content, "words.txt")
    assert made.status_code == 201, made.text
    assert (await district.oak.get(made.headers["Location"])).content == content
    assert (await hand_in(district.oak, url, content + b"x", "more.txt")).status_code == 413


async def test_who_hangs_up_in_the_middle_leaves_nothing(district: District, scheduling: Service) -> None:
    url = await task_at_oak(district)
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": MEGABYTE, "more_body": True},
        {"type": "http.disconnect"},
    ]
    replied = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: Any) -> None:
        replied.append(message)

    bearer = district.oak.headers["Authorization"].encode()
    scope = {
        **{"type": "http", "method": "POST", "path": f"{url}/files", "query_string": b"name=words.txt"},
        **{
            "headers": [(b"host", b"test"), (b"authorization", bearer)],
            "http_version": "1.1",
            "scheme": "http",
            "root_path": "",
        },
    }
    await scheduling.app(scope, receive, send)
    assert (messages, replied) == ([], [])
    assert await nothing_done(scheduling, district, url)


async def test_no_connection_is_held_while_a_body_trickles_in(district: District, scheduling: Service) -> None:
    url, going = await task_at_oak(district), asyncio.Event()
    begun: list[bool] = []

    async def trickle() -> AsyncIterator[bytes]:
        yield b"We "
        begun.append(True)
        await going.wait()
        yield b"met."

    callers = [asyncio.create_task(hand_in(district.oak, url, trickle(), f"{n}.txt")) for n in range(30)]

    async def all_begun() -> bool:
        return len(begun) == len(callers)

    await eventually(all_begun, "every body's beginning")
    assert (await district.oak.post(f"{url}/start")).status_code == 200, "neither the pool nor the task is taken"
    going.set()
    codes = sorted(reply.status_code for reply in await asyncio.gather(*callers))
    assert codes == [201] + [409] * 29, "the same bytes once"


async def test_the_same_bytes_lie_there_once(district: District, scheduling: Service) -> None:
    plan = await district.published(activity("A1"), activity("A2"))
    first, second = [f"/v1/tasks/{(await district.task(plan, 'oak', code))['id']}" for code in ("A1", "A2")]
    assert (await hand_in(district.oak, first)).status_code == 201
    again = await hand_in(district.oak, first, name="other.pdf")
    assert_refused(again, 409, "file_repeated")
    assert (await hand_in(district.oak, second)).status_code == 201
    assert lying(scheduling, district.id) == [hashlib.sha256(PDF).hexdigest()]


async def test_districts_share_no_bytes(district: District, scheduling: Service) -> None:
    other = await District(scheduling, new_id()).seed()
    for one in (district, other):
        assert (await hand_in(one.oak, await task_at_oak(one))).status_code == 201
        assert len(lying(scheduling, one.id)) == 1


async def test_sent_again_with_its_key_it_is_the_same_answer(district: District) -> None:
    url, key = await task_at_oak(district), {"Idempotency-Key": "abc"}
    first, second = [await hand_in(district.oak, url, headers=key) for _ in range(2)]
    assert (first.status_code, second.status_code, first.content) == (201, 201, second.content)
    assert second.headers["Idempotency-Replayed"] == "true"
    other = await hand_in(district.oak, url, PDF + b"x", headers=key)
    assert other.json()["code"] == "idempotency_key_reused"


async def test_a_file_shows_the_work(district: District) -> None:
    url = await task_at_oak(district, done_when={"kind": "note"})
    assert (await district.oak.post(f"{url}/complete", json={})).json()["code"] == "evidence_needed"
    await hand_in(district.oak, url)
    assert (await district.oak.post(f"{url}/complete", json={})).json()["state"] == "done"
    assert (await hand_in(district.oak, url, PDF + b"x")).status_code == 201, "a done task still takes one"


async def test_whoever_may_not_see_the_task_gets_no_file(district: District) -> None:
    url = await task_at_oak(district)
    file = (await hand_in(district.oak, url)).headers["Location"]
    teacher = district.as_person("mentor_oak", ("mentor", "oak"))
    for caller in (district.elm, teacher):
        for call in (caller.get(file), caller.delete(file), hand_in(caller, url, PDF + b"y")):
            assert (await call).status_code == 404
    counselor = district.as_person("mentor_oak", ("counselor", "oak"))
    assert (await counselor.get(file)).status_code == 200
    assert_refused(await hand_in(counselor, url, PDF + b"y"), 403, "not_permitted")
    elsewhere = await task_at_oak(district)
    assert (await district.oak.get(f"{elsewhere}/files/{file.rpartition('/')[2]}")).status_code == 404


async def test_taken_away_by_its_author_or_the_coordinator_while_the_task_lives(district: District) -> None:
    url = await task_at_oak(district)
    files = [(await hand_in(district.oak, url, PDF + bytes([n]))).headers["Location"] for n in range(3)]
    principal = district.as_person("principal_oak", ("principal", "oak"))
    assert (await principal.delete(files[0])).status_code == 403
    assert (await district.executive.delete(files[0])).status_code == 403
    assert len((await district.oak.delete(files[0])).json()["evidence"]) == 2
    assert len((await district.author.delete(files[1])).json()["evidence"]) == 1
    assert (await district.oak.get(files[0])).status_code == 404
    await district.oak.post(f"{url}/complete", json={})
    late = await district.oak.delete(files[2])
    assert_refused(late, 409, "wrong_state")
    history = (await district.oak.get(f"{url}/history")).json()["items"]
    assert [(e["before"], e["after"]) for e in history if e["what"] == "file"] == [
        *[(None, "minutes.pdf")] * 3,
        *[("minutes.pdf", None)] * 2,
    ]


async def test_a_task_has_a_most_of_files(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_FILES", 1)
    url = await task_at_oak(district)
    await hand_in(district.oak, url)
    assert (await hand_in(district.oak, url, PDF + b"x")).json()["code"] == "too_many_files"


async def test_the_sweep_takes_what_no_row_refers_to(district: District, scheduling: Service) -> None:
    plan = await district.published(activity("A1"), activity("A2"))
    first, second = [f"/v1/tasks/{(await district.task(plan, 'oak', code))['id']}" for code in ("A1", "A2")]
    files = [(await hand_in(district.oak, url)).headers["Location"] for url in (first, second)]
    lonely = (await hand_in(district.oak, first, PDF + b"x")).headers["Location"]
    await district.oak.delete(files[0])
    await district.oak.delete(lonely)
    await sweep(scheduling.app.state.db, scheduling.settings)
    assert lying(scheduling, district.id) == [hashlib.sha256(PDF).hexdigest()]
    assert (await district.oak.get(files[1])).content == PDF
    await district.oak.delete(files[1])
    await sweep(scheduling.app.state.db, scheduling.settings)
    assert lying(scheduling, district.id) == []


async def test_what_was_swept_lies_by_for_thirty_days(district: District, scheduling: Service) -> None:
    location = (await hand_in(district.oak, await task_at_oak(district))).headers["Location"]
    await district.oak.delete(location)
    await sweep(scheduling.app.state.db, scheduling.settings)
    by = Store(scheduling.settings).put_by / f"{district.id}.{hashlib.sha256(PDF).hexdigest()}"
    assert by.read_bytes() == PDF
    await sweep(scheduling.app.state.db, scheduling.settings)
    assert by.exists()
    os.utime(by, (time.time() - 31 * 86_400,) * 2)
    await sweep(scheduling.app.state.db, scheduling.settings)
    assert not by.exists()


async def test_the_sweep_takes_what_a_process_that_ended_left_aside(district: District, scheduling: Service) -> None:
    assert (await hand_in(district.oak, await task_at_oak(district))).status_code == 201
    folder = Store(scheduling.settings).aside
    old, new = folder / "old", folder / "new"
    for path, age in ((old, 2 * 86_400), (new, 60)):
        path.write_bytes(b"half")
        os.utime(path, (time.time() - age, time.time() - age))
    await sweep(scheduling.app.state.db, scheduling.settings)
    assert aside(scheduling) == [new]
    new.unlink()


async def test_the_sweep_spares_what_is_being_handed_in(district: District, scheduling: Service) -> None:
    url = await task_at_oak(district)
    for round_ in range(10):
        content = PDF + bytes([round_])
        file = (await hand_in(district.oak, url, content)).headers["Location"]
        await district.oak.delete(file)
        made, _ = await asyncio.gather(
            hand_in(district.oak, url, content), sweep(scheduling.app.state.db, scheduling.settings)
        )
        assert (await district.oak.get(made.headers["Location"])).content == content


async def test_what_a_scanner_finds_clean_says_when(district: District, set_up: Any, tmp_path: Path) -> None:
    set_up(scan_command=scanner(tmp_path, '[ "$1" = --quick ] && [ -s "$2" ]') + " --quick")
    made = await hand_in(district.oak, await task_at_oak(district))
    assert made.json()["evidence"][0]["scanned_at"] is not None


@pytest.mark.parametrize(
    ("script", "status", "code"),
    [("exit 1", 422, "file_infected"), ("exit 2", 503, "scan_failed"), ("kill -9 $$", 503, "scan_failed")],
)
async def test_what_a_scanner_does_not_call_clean_is_not_kept(
    district: District, scheduling: Service, set_up: Any, tmp_path: Path, script: str, status: int, code: str
) -> None:
    set_up(scan_command=scanner(tmp_path, script))
    url = await task_at_oak(district)
    refused = await hand_in(district.oak, url)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert await nothing_done(scheduling, district, url)


async def test_a_scanner_that_hangs_is_ended(
    district: District, scheduling: Service, set_up: Any, tmp_path: Path
) -> None:
    pids = tmp_path / "pids"
    set_up(scan_command=scanner(tmp_path, f"sleep 600 & echo $$ $! > {pids}; wait"), scan_seconds=0.5)
    url = await task_at_oak(district)
    refused = await hand_in(district.oak, url)
    assert_refused(refused, 503, "scan_failed")
    assert await nothing_done(scheduling, district, url)

    async def all_ended() -> bool:
        # Where it was ended before it could write its number, there is none.
        return not pids.exists() or not any(runs(int(pid)) for pid in pids.read_text().split())

    await eventually(all_ended, "the scanner's end")


async def test_a_scanner_that_is_not_there_refuses_every_file(district: District, set_up: Any) -> None:
    set_up(scan_command="/nowhere/scanner")
    assert (await hand_in(district.oak, await task_at_oak(district))).json()["code"] == "scan_failed"


@pytest.mark.parametrize("place", ["", "/proc/files", "{file}/files"])
async def test_a_store_that_cannot_be_written_keeps_nothing(
    district: District, scheduling: Service, set_up: Any, tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").touch()
    set_up(files_dir=place.format(file=tmp_path / "file"))
    url = await task_at_oak(district)
    refused = await hand_in(district.oak, url)
    assert_refused(refused, 503, "files_unavailable")
    assert await nothing_done(scheduling, district, url)


async def test_bytes_that_are_gone_are_said_to_be_unavailable(district: District, scheduling: Service) -> None:
    file = (await hand_in(district.oak, await task_at_oak(district))).headers["Location"]
    (sha256,) = lying(scheduling, district.id)
    Store(scheduling.settings).remove(district.id, sha256)
    lost = await district.oak.get(file)
    assert_refused(lost, 503, "files_unavailable")
