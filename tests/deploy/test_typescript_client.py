"""The TypeScript client of contracts does on a whole stack what its README says, also where calls fail."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.clients import TYPESCRIPT
from deploy.local.callers import Caller
from deploy.local.stack import Stack
from shared.testing import npm
from shared.testing.processes import PATIENCE, accepts, free_port, spawn, stop, wait_until
from shared.testing.servers import SERVICES
from tests.scheduling.factories import TODAY, activity, plan_of

DISTRICT = "Typed"
FEW_A_MINUTE = 90


@pytest.fixture(scope="module")
def district(stack: Stack) -> Caller:
    """The administration of a district with a school year."""
    printed = stack.command("districts", "create", DISTRICT, "--timezone", "America/Detroit")
    facts = dict(line.split(None, 1) for line in printed.splitlines())
    admin = Caller(stack, facts["client_id"], facts["client_secret"], "administration")
    year = {
        "title": "this year",
        "starts_on": str(TODAY.replace(day=1)),
        "ends_on": str(TODAY.replace(year=TODAY.year + 1)),
    }
    admin.post("scheduling", "/v1/school-years", year)
    return admin


@pytest.fixture(scope="module")
def limited(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A process more of partners, that lets a client make few calls."""
    port, log = free_port(), tmp_path_factory.mktemp("limited") / "partners.log"
    known = {**stack.environment(), "PARTNERS_PORT": str(port), "CALLS_PER_MINUTE_CLIENT": str(FEW_A_MINUTE)}
    process = spawn([sys.executable, "-m", stack.program, "run", "partners", "--only", "api"], log, env=known)
    try:
        wait_until(lambda: accepts(port), "partners with few calls", process=process, log=log)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)


@pytest.fixture(scope="module")
def came(stack: Stack, district: Caller, limited: str) -> dict[str, Any]:
    """What the driver saw."""
    wanted = {
        **{"client": (TYPESCRIPT / "dist" / "index.js").as_uri(), "district": DISTRICT, "limited": limited},
        **{"services": {service: stack.url(service) for service in SERVICES}},
        **{"admin": {"id": district.client_id, "secret": district.secret}, "plan": plan_of(activity())},
    }
    npm.ensure()
    driver = npm.command(Path(__file__).with_name("typescript_client.mjs"))
    ran = npm.run(driver, int(PATIENCE), {"CLIENT": json.dumps(wanted), "NO_PROXY": "127.0.0.1"})
    assert ran.returncode == 0, npm.output(ran)
    return dict(json.loads(ran.stdout))


def test_what_was_read_is_what_is_changed(came: dict[str, Any]) -> None:
    assert came["changed"] == ["Oak", 2]
    assert came["stale"] == [True, 412, "stale", True]
    assert came["of_a_list"] == "Ash"
    assert came["unseen"] == "TypeError"


def test_what_is_kept_does_not_travel_again(came: dict[str, Any]) -> None:
    assert (came["kept"], came["kept_passed"]) == (True, 304)


def test_a_refusal_has_its_code_and_says_of_each_field_what_to_mend(came: dict[str, Any]) -> None:
    assert came["invalid"] == ["invalid", "string", None, True]
    assert came["in_spanish"] is True


def test_a_name_in_a_path_stays_a_name(came: dict[str, Any]) -> None:
    assert came["no_climbing"] == "TypeError"


def test_a_post_whose_reply_got_lost_is_done_once(came: dict[str, Any], district: Caller) -> None:
    assert came["lost_post"] == {"tries": 2, "keys": 1, "code": "C1"}
    assert came["bounded"] == ["Unreachable", 4]
    assert came["by_hand"] == "D1"
    codes = [school["local_code"] for school in district.all("partners", "/v1/schools")]
    assert sorted(codes) == ["A1", "C1", "D1", "E1", "E2", "E3"]


def test_what_might_be_done_twice_is_not_sent_twice(came: dict[str, Any]) -> None:
    assert came["lost_patch"] == [True, 1]
    assert came["unkeyed"] == ["Unreachable", ["POST 201"], None]


def test_a_busy_service_is_asked_again_as_it_says_and_not_for_ever(came: dict[str, Any]) -> None:
    assert came["after_503"] == [True, ["GET 503", "GET 502", "GET 200"]]
    assert came["too_long"] == ["unavailable", 3600]
    assert came["no_answer_of_ours"] == ["Unreachable", 502, 1]
    assert came["aborted"] == "AbortError"


def test_that_no_token_can_be_got_now_ends_no_session(came: dict[str, Any]) -> None:
    assert came["no_token_now"] == ["Unreachable", 503, True]


def test_who_made_too_many_calls_waits_as_told(came: dict[str, Any]) -> None:
    assert came["limited"] == ["too_many_calls", True]
    assert came["waited"] == [True, True, 200]


def test_many_calls_whose_token_ended_renew_it_once(came: dict[str, Any]) -> None:
    assert came["renewed"] == [12, 1]
    assert came["not_let_in"] == [True, "token_invalid", 1]


def test_a_list_is_read_page_by_page_as_its_rows_are_asked_for(came: dict[str, Any]) -> None:
    assert came["all"] == ["A1", "C1", "D1", "E1", "E2", "E3"]
    assert came["pages"] == 3
    assert (came["first_page"], came["pages_asked_for"]) == (2, 1)


def test_texts_travel_where_they_have_changed(came: dict[str, Any]) -> None:
    assert came["texts"] == [True, True, ["GET 200", "GET 304"]]
    assert came["spanish_texts"] is True


def test_files_go_up_and_come_down_with_their_names(came: dict[str, Any]) -> None:
    name, is_there = came["downloaded"]
    assert (name.endswith(".yaml"), is_there) == (True, True)
    assert came["uploaded"] == plan_of(activity())["title"]


def test_a_stream_goes_on_where_it_was_cut_and_where_its_token_ended(came: dict[str, Any]) -> None:
    assert came["stream"] == {"resumed": [False, True, True], "expired": True, "renewed": 1}
    assert came["each_once"] is True
    assert came["begun_anew"] is False
    assert came["lights"] == [True, False]
