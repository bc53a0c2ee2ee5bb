"""What a person typed never leaves through a log, an error text or a trace."""

import io
import logging
import sys
from typing import Any
from uuid import UUID

import orjson
import pytest
import structlog
from sqlalchemy import text

from shared import logging as ours
from shared.errors import NotFound
from shared.testing.calls import Service, assert_refused

CANARY = "Canary Birdsong born 2015-03-04"


def test_a_librarys_log_line_keeps_place_and_class_and_loses_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    ours.configure("partners", "INFO")
    try:
        try:
            raise ValueError(CANARY)
        except ValueError:
            logging.getLogger("library").exception("failed on %s", CANARY)
        structlog.get_logger().warning("happened", name=CANARY, count=3)
    finally:
        ours.configure("partners", "ERROR")
    printed = capsys.readouterr().err
    assert "Canary" not in printed
    assert '"error_class":"ValueError"' in printed
    assert "test_privacy.py" in printed


async def test_a_database_error_does_not_carry_its_parameters(partners: Service) -> None:
    async with partners.app.state.db.engine.connect() as connection:
        with pytest.raises(Exception, match="invalid input") as caught:
            await connection.execute(text("select cast(:value as uuid)"), {"value": CANARY})
    assert CANARY not in str(caught.value).split("[SQL", 1)[-1]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/plans", {"title": "t", "school_year": "2026-27", "goals": [{"code": CANARY}]}),
        ("/v1/plans", {"title": {"a": CANARY}, "school_year": "2026-27"}),
        ("/v1/plans", {CANARY[:6]: CANARY, "title": "t", "school_year": "2026-27"}),
        ("/v1/school-years", {"title": "t", "starts_on": CANARY, "ends_on": CANARY}),
    ],
)
async def test_a_refusal_never_repeats_a_value(scheduling: Service, district_id: UUID, path: str, body: Any) -> None:
    reply = await scheduling.machine(district_id).post(path, json=body)
    assert reply.status_code == 422
    assert "Birdsong" not in reply.text


async def test_a_wrong_kind_is_not_repeated(scheduling: Service, district_id: UUID) -> None:
    activity = {
        "code": "A",
        "title": "t",
        "owner_role": "principal",
        "targets": {"kind": CANARY},
        "due": {"kind": CANARY},
    }
    strategy = {"code": "S", "title": "t", "activities": [{**activity, "done_when": {"kind": CANARY}}]}
    goal = {
        "code": "G",
        "title": "t",
        "measure": "m",
        "unit": CANARY,
        "baseline": 1,
        "target": 2,
        "target_on": "2027-01-01",
    }
    body = {"title": "t", "school_year": "2026-27", "goals": [{**goal, "strategies": [strategy]}]}
    reply = await scheduling.machine(district_id).post("/v1/plans", json=body)
    assert reply.status_code == 422
    assert "Birdsong" not in reply.text


async def test_a_fault_of_ours_is_a_problem_document_without_its_message(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def break_down(*_: Any, **__: Any) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr("services.partners.directory.schools.service.read", break_down)
    reply = await partners.machine(district_id).get(f"/v1/schools/{district_id}")
    assert_refused(reply, 500, "server_fault")
    assert reply.headers["x-correlation-id"] == reply.json()["correlation_id"]
    assert reply.headers["cache-control"] == "no-store"
    assert "Canary" not in reply.text + capsys.readouterr().err


def test_a_line_says_that_fields_were_dropped_only_when_some_were(capsys: pytest.CaptureFixture[str]) -> None:
    ours.configure("partners", "INFO")
    try:
        structlog.get_logger().warning("happened", count=3)
        structlog.get_logger().warning("happened", name=CANARY)
    finally:
        ours.configure("partners", "ERROR")
    whole, dropped = (orjson.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (whole["service"], whole.get("code")) == ("partners", None)
    assert dropped["code"] == "log_fields_dropped"


def test_a_logger_outlives_the_stream_it_was_first_used_on(capsys: pytest.CaptureFixture[str]) -> None:
    first = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stderr", first)
        ours.configure("partners", "ERROR")
        logger = structlog.get_logger()
        logger.error("happened", count=1)
    said = orjson.loads(first.getvalue())
    first.close()
    logger.error("happened", count=2)
    assert (said["count"], orjson.loads(capsys.readouterr().err)["count"]) == (1, 2)


async def test_a_line_of_a_call_says_whose_it_is_by_ids(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def say(*_: Any, **__: Any) -> None:
        structlog.get_logger().warning("happened")
        raise NotFound("No such school.")

    monkeypatch.setattr("services.partners.directory.schools.service.read", say)
    ours.configure("partners", "INFO")
    try:
        reply = await partners.machine(district_id).get(f"/v1/schools/{district_id}")
    finally:
        ours.configure("partners", "ERROR")
    lines = [orjson.loads(line) for line in capsys.readouterr().err.splitlines()]
    (line,) = [line for line in lines if line["event"] == "happened"]
    assert (line["district_id"], line["actor"].partition(":")[0]) == (str(district_id), "client")
    assert line["correlation_id"] == reply.headers["x-correlation-id"]
