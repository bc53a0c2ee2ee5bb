"""The command line over a real database."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from typer.testing import CliRunner

from shared import clock
from shared.cli.main import app
from shared.ids import new_id
from shared.testing.calls import Service
from tests.isolation.seeds import dead_letter
from tests.partners.factories import set_up

run = CliRunner().invoke


@pytest.fixture(autouse=True)
def settings(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line reads the environment."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def test_a_district_is_created_with_a_client_shown_once() -> None:
    done = run(app, ["districts", "create", "Cedar Valley", "--timezone", "America/Detroit"])
    assert done.exit_code == 0, done.output
    facts = dict(line.split(None, 1) for line in done.output.splitlines())
    assert UUID(facts["district_id"])
    assert facts["client_secret"].startswith("tl_")
    assert timedelta(days=29) < datetime.fromisoformat(facts["expires_at"]) - clock.now() < timedelta(days=30)
    refused = run(app, ["districts", "create", "x", "--timezone", "Mars/Olympus"])
    assert refused.exit_code == 2
    assert "Traceback" not in refused.output


async def test_a_district_gets_another_client_for_setting_up(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_up(partners, district_id)
    monkeypatch.setenv("SETUP_CLIENT_DAYS", "3")
    words = ["districts", "setup-client", str(district_id), "--network", "192.0.2.0/24", "--network", "2001:db8::1"]
    facts = dict(line.split(None, 1) for line in (await run_in_thread(words)).splitlines())
    client = (await partners.machine(district_id).get(f"/v1/clients/{facts['client_id']}")).json()
    assert (client["for_setup"], client["networks"]) == (True, ["192.0.2.0/24", "2001:db8::1/128"])
    assert datetime.fromisoformat(facts["expires_at"]) - clock.now() < timedelta(days=3)
    made = "select * from audit_entries where action = 'setup_client_created' and district_id = $1"
    (entry,) = await partners.sql(made, district_id)
    assert facts["client_id"] in entry["rows"]
    assert entry["actor"] == "service:partners"
    for wrong in ([str(new_id())], [str(district_id), "--network", "192.0.2.1/24"], ["no id"]):
        refused = await asyncio.to_thread(run, app, ["districts", "setup-client", *wrong])
        assert (refused.exit_code, "client_secret" in refused.output) == (2, False), refused.output


async def test_the_outbox_can_be_counted_and_sent_again(partners: Service, district_id: UUID) -> None:
    await partners.machine(district_id).post("/v1/schools", json={"name": "s", "local_code": "1"})
    await partners.sql("update outbox set sent_at = now() where district_id = $1 returning seq", district_id)
    counted = run_in_thread(["outbox", "status", "partners"])
    assert "waiting" in await counted
    assert "will be sent again" in await run_in_thread(["replay", "partners", "--days", "1"])
    (row,) = await partners.sql("select sent_at from outbox where district_id = $1", district_id)
    assert row["sent_at"] is None


async def test_dead_letters_are_listed_shown_retried_and_dropped(partners: Service, district_id: UUID) -> None:
    letter = await dead_letter(partners, district_id)
    assert letter in await run_in_thread(["dead-letters", "list", "partners"])
    assert str(district_id) in await run_in_thread(["dead-letters", "show", "partners", letter])
    assert "1 asked for" in await run_in_thread(["dead-letters", "retry", "partners", letter])
    (row,) = await partners.sql("select retry_at from dead_letters where id = $1::uuid", letter)
    assert row["retry_at"] is not None
    assert "1 dropped" in await run_in_thread(["dead-letters", "drop", "partners", letter])
    assert letter not in await run_in_thread(["dead-letters", "list", "partners"])


async def run_in_thread(arguments: list[str]) -> str:
    """The commands start event loops of their own."""
    done = await asyncio.to_thread(run, app, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_setting_that_is_missing_is_named_and_no_other_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "nobody-may-see")
    monkeypatch.setenv("PUBLIC_URL", "nobody-may-see")
    monkeypatch.delenv("PARTNERS_DATABASE_URL")
    done = run(app, ["audit", "verify", "partners"])
    assert done.exit_code != 0
    said = done.output + str(done.exception)
    assert "nobody-may-see" not in said
    assert "PARTNERS_DATABASE_URL" in said


@pytest.mark.parametrize(
    "command",
    [["migrate"], ["run"], ["outbox", "status"], ["replay"], ["dead-letters", "list"], ["audit", "verify"]],
    ids=" ".join,
)
def test_what_is_missing_is_said_in_a_sentence(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = run(app, [*command, "elections"])
    assert unknown.exit_code == 2
    assert "no service elections" in " ".join(unknown.output.split())
    monkeypatch.delenv("PARTNERS_DATABASE_URL")
    unset = run(app, [*command, "partners"])
    assert unset.exit_code == 2
    assert "PARTNERS_DATABASE_URL (or DATABASE_URL)" in " ".join(unset.output.split())
