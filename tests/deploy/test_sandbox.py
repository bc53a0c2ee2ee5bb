"""The sandbox: what it has, that people sign in to it and the example page works, and that it goes back to the beginning."""

import asyncio
import base64
import hashlib
import json
import re
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from deploy.local.browser import Browser
from deploy.local.report import Report
from deploy.local.sandbox.serving import Sandbox
from deploy.local.stack import ROOT
from shared.testing import npm
from shared.testing.failures import Failed
from shared.testing.leftovers import LOCAL
from shared.testing.processes import PATIENCE, free_port, is_free
from shared.testing.servers import SERVICES
from tests.browsing.looking import CHROMIUM, axe, needs_chromium
from tests.deploy.screens import SCREENS, Screen, paint

EXAMPLE = ROOT / "docs" / "examples" / "my-day"
OFFICE = {"executive-leader", "district-coordinator", "district-team-member", "data-manager"}
SCHOOL = {"principal", "school-coordinator", "counselor", "mentor", "teacher"}


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        return


def first_port() -> int:
    """A free port with enough free ones after it."""
    while True:
        port = free_port()
        if all(map(is_free, range(port, port + len(SERVICES) + 1))):
            return port


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One that was told, with its page's port free."""
    made = Sandbox(LOCAL / f"sandbox-{tmp_path_factory.getbasetemp().name}", Report(), first_port(), free_port())
    try:
        made.start()
        yield made
    finally:
        made.stop()
        made.stack.forget()


def facts(sandbox: Sandbox) -> dict[str, Any]:
    return dict(json.loads((sandbox.folder / "sandbox.json").read_text()))


def rows(sandbox: Sandbox, service: str, query: str) -> list[str]:
    assert sandbox.stack.postgres is not None
    return sandbox.stack.postgres.psql("-c", query, database=f"throughline_{service}").split()


def signed_in(sandbox: Sandbox, username: str) -> httpx.Client:
    """Calls as somebody who came through the provider's form."""
    issuer, page, verifier = sandbox.stack.url("partners"), f"http://localhost:{sandbox.page_port}/", "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    client_id = facts(sandbox)["client_id"]
    asked = {
        **{"response_type": "code", "client_id": client_id, "redirect_uri": page, "state": "s"},
        **{"code_challenge": challenge, "code_challenge_method": "S256"},
    }

    async def code() -> str:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as http:
            browser = Browser(http, lambda address: address.startswith(page))
            await browser.open(f"{issuer}/oauth/authorize?{urlencode(asked)}")
            await browser.fill_in(username=username)
        return parse_qs(urlsplit(browser.address).query)["code"][0]

    form = {"grant_type": "authorization_code", "client_id": client_id, "redirect_uri": page, "code_verifier": verifier}
    reply = httpx.post(
        f"{issuer}/oauth/token", data={**form, "code": asyncio.run(code())}, trust_env=False, timeout=PATIENCE
    )
    headers = {"Authorization": f"Bearer {reply.raise_for_status().json()['access_token']}"}
    return httpx.Client(headers=headers, trust_env=False, timeout=PATIENCE)


def test_there_is_something_of_everything_a_screen_shows(sandbox: Sandbox) -> None:
    plans = Counter(rows(sandbox, "scheduling", "select state from plans"))
    running = "from tasks join plans p on p.id = plan_id and p.state = 'published'"
    tasks = Counter(rows(sandbox, "scheduling", f"select tasks.state {running}"))
    with signed_in(sandbox, "district-coordinator") as it:
        found = it.get(f"{sandbox.stack.url('scheduling')}/v1/tasks", params={"overdue": True, "limit": 500})
    overdue = found.raise_for_status().json()["items"]
    barriers = Counter(rows(sandbox, "scheduling", "select state from barriers"))
    scores = rows(sandbox, "assessment", "select id from administrations where state = 'scored'")
    messages = rows(sandbox, "notifications", "select distinct kind from messages")

    assert plans == {"published": 1, "closed": 1, "draft": 1}
    assert min(tasks[state] for state in ("open", "in_progress", "done", "blocked")) >= 3
    assert len(overdue) > 10
    assert barriers == {"raised": 1, "assigned": 1, "escalated": 1, "confirmed": 1}
    assert len(scores) == 5
    assert {"plan_published", "barrier", "mention", "task_given"} <= set(messages)


def test_somebody_of_each_role_signs_in_and_is_who_was_printed(sandbox: Sandbox) -> None:
    named = {person["username"]: person for person in facts(sandbox)["people"]}
    seen = {}
    for username in named:
        with signed_in(sandbox, username) as it:
            seen[username] = it.get(f"{sandbox.stack.url('partners')}/v1/me").raise_for_status().json()

    assert named.keys() == OFFICE | SCHOOL
    assert {name: me["person"]["name"] for name, me in seen.items()} == {
        name: one["name"] for name, one in named.items()
    }
    for username, me in seen.items():
        assert username.replace("-", "_") in {role["code"] for role in me["roles"]}, username


def test_a_principal_has_a_day_with_work_in_it(sandbox: Sandbox) -> None:
    with signed_in(sandbox, "principal") as it:
        day = it.get(f"{sandbox.stack.url('scheduling')}/v1/my-day").raise_for_status().json()

    assert min(len(day[name]) for name in ("overdue", "due_today", "due_soon")) >= 1


@pytest.fixture(scope="module")
def known(sandbox: Sandbox) -> dict[str, str]:
    """Where people are before they open a screen: in a school, at a plan, on a day; and a mentor has a student."""
    people = {person["username"]: person["staff_id"] for person in facts(sandbox)["people"]}
    assessment = sandbox.stack.url("assessment")
    with signed_in(sandbox, "school-coordinator") as it:
        day = it.get(f"{sandbox.stack.url('scheduling')}/v1/my-day").raise_for_status().json()["day"]
        student = it.get(f"{assessment}/v1/students", params={"limit": 1}).raise_for_status().json()["items"][0]
        wish = {"student_id": student["id"], "staff_id": people["mentor"], "relation": "mentee", "starts_on": day}
        made = it.post(f"{assessment}/v1/caseload-assignments", json=wish)
        assert made.status_code == 201, made.text
    with signed_in(sandbox, "principal") as it:
        school = me_school(sandbox, it)
    plan = rows(sandbox, "scheduling", "select id from plans where state = 'published'")[0]
    return {"school": school, "plan": plan, "today": day}


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_first_paint_needs_no_call_more_than_its_screen_asks(
    screen: Screen, sandbox: Sandbox, known: dict[str, str]
) -> None:
    with signed_in(sandbox, screen.who) as it:
        missing = paint(
            screen, lambda service, path: it.get(f"{sandbox.stack.url(service)}{path}").raise_for_status().json(), known
        )

    assert missing == []


@contextmanager
def page(sandbox: Sandbox, folder: Path) -> Iterator[str]:
    """The example page, served with this sandbox's addresses in it."""
    for file in EXAMPLE.iterdir():
        text = file.read_text()
        for place, service in enumerate(SERVICES, 8001):
            text = text.replace(f"127.0.0.1:{place}", f"127.0.0.1:{sandbox.ports[service]}")
        (folder / file.name).write_text(text)
    server = ThreadingHTTPServer(("127.0.0.1", sandbox.page_port), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{sandbox.page_port}"
    finally:
        server.shutdown()
        server.server_close()


@needs_chromium
def test_the_example_page_works_in_a_browser_and_is_accessible(sandbox: Sandbox, tmp_path: Path) -> None:
    npm.ensure()
    person = next(one for one in facts(sandbox)["people"] if one["username"] == "principal")
    mine = f"select id from tasks where state = 'done' and done_by = 'person:{person['staff_id']}'"
    before = rows(sandbox, "scheduling", mine)
    (tmp_path / "page").mkdir()
    with page(sandbox, tmp_path / "page") as address:
        wanted = {
            **{"chromium": CHROMIUM, "profile": str(tmp_path / "profile"), "page": address, "username": "principal"},
            **{"client_id": facts(sandbox)["client_id"], "axe": axe()},
        }
        driver = npm.command(Path(__file__).with_name("my_day.mjs"))
        ran = npm.run(driver, int(PATIENCE), {"MY_DAY": json.dumps(wanted)})
    assert ran.returncode == 0, npm.output(ran)
    seen = json.loads(ran.stdout)

    assert seen["who"].startswith(person["name"])
    assert [re.sub(r" \(\d+\)", "", head) for head in seen["lists"]][:2] == ["Overdue", "Due today"]
    assert seen["address"] == f"{address}/"
    assert (seen["violations"], seen["errors"]) == ([], [])
    assert seen["rules_passed"] > 20
    assert (seen["optimistic"], seen["heard"]) == (True, True)
    assert seen["said"].startswith("Done: ")
    assert len(rows(sandbox, "scheduling", mine)) == len(before) + 2


def test_the_example_page_is_short() -> None:
    assert sum(len(file.read_text().splitlines()) for file in EXAMPLE.iterdir()) <= 200


def test_it_goes_on_where_it_was_and_back_to_the_beginning_when_asked(sandbox: Sandbox) -> None:
    first = rows(sandbox, "scheduling", "select id from barriers")
    with signed_in(sandbox, "principal") as it:
        raised = it.post(
            f"{sandbox.stack.url('scheduling')}/v1/barriers",
            json={"title": "Changed", "category": "other", "school_ids": [me_school(sandbox, it)]},
        )
    assert raised.status_code == 201, raised.text

    sandbox.stop()
    sandbox.start()
    went_on = rows(sandbox, "scheduling", "select id from barriers")
    sandbox.stop()
    sandbox.start(reset=True)
    back = rows(sandbox, "scheduling", "select id from barriers")
    with signed_in(sandbox, "principal") as it:
        signed = it.get(f"{sandbox.stack.url('scheduling')}/v1/my-day")

    assert {*went_on} - {*first} == {raised.json()["id"]}
    assert ({*back}, signed.status_code) == ({*first}, 200)


def me_school(sandbox: Sandbox, it: httpx.Client) -> str:
    me = it.get(f"{sandbox.stack.url('partners')}/v1/me").raise_for_status().json()
    return str(next(role["school"]["id"] for role in me["roles"] if role["code"] == "principal"))


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    port = first_port()
    with socket.create_server(("127.0.0.1", port + len(SERVICES))):
        made = Sandbox(tmp_path / "sandbox", Report(), port)
        with pytest.raises(
            Failed, match=rf"port {port + len(SERVICES)} \(the identity provider\) on 127.0.0.1 is taken"
        ):
            made.start()
    assert not (tmp_path / "sandbox").exists()
