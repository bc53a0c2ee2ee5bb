"""Each service under schemathesis: whatever is sent, it answers as its OpenAPI says, and one district's rows stay its own."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from shared.ids import new_id
from shared.testing.calls import Service, served, token
from shared.testing.servers import SERVICES
from tests.effort import SEED, times
from tests.fuzz.operations import now, others_have, tried

CONFIG = Path(__file__).parent / "schemathesis.toml"
ENVIRONMENT = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "PYTHONPATH": str(Path(__file__).parents[2])}
# A stream does not end, and schemathesis reads replies to their end: tests/notifications/outlets/stream sends it the bad input.
EXCLUDED = "^/(oauth|livez|readyz|v1/stream$)"
# Bounded by work alone: how long an example takes, or a reply, tells of the machine and not of the contract.
UNTIMED = ["--suppress-health-check", "too_slow", "--request-timeout", "300", "--seed", str(SEED)]


async def run(*arguments: str, cwd: Path) -> tuple[int, str]:
    """Run the schemathesis command; returns its exit code and what it printed."""
    command = Path(sys.executable).parent / "schemathesis"
    process = await asyncio.create_subprocess_exec(
        str(command),
        *arguments,
        *UNTIMED,
        cwd=cwd,
        env=ENVIRONMENT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


def contract_of(service: Service, folder: Path) -> str:
    """A file with what the service serves as its contract: schemathesis waits ten seconds for an address and no longer."""
    (folder / "openapi.json").write_text(json.dumps(service.app.openapi()))
    return "openapi.json"


def found_in(output: str) -> str:
    """What schemathesis printed of its failures, without the long advice that follows them."""
    return output[max(output.find("= FAILURES ="), 0) :][:8000]


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_answers_as_its_contract_says(
    name: str, service_of: Callable[[str], Service], tmp_path: Path
) -> None:
    service = service_of(name)
    bearer = token(new_id(), service.scopes)
    async with served(service) as url:
        code, output = await run(
            "--config-file",
            str(CONFIG),
            "run",
            contract_of(service, tmp_path),
            "--url",
            url,
            "--max-examples",
            str(times(1)),
            *(word for id_ in tried(now(name), others_have(name)) for word in ("--include-operation-id", id_)),
            "--header",
            f"Authorization: Bearer {bearer}",
            "--exclude-path-regex",
            EXCLUDED,
            "--no-color",
            cwd=tmp_path,
        )
    assert code == 0, found_in(output)


async def reaches_others_objects(service: Service, tmp_path: Path, bearers: dict[str, str]) -> tuple[int, str]:
    """Whether schemathesis finds one of two callers reach what the other made: its exit code and what it printed."""
    peers = [
        {"name": peer, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {bearer}"}]}
        for peer, bearer in bearers.items()
    ]
    (tmp_path / "peers.yaml").write_text(json.dumps({"auth": peers}))
    (tmp_path / "schemathesis.toml").write_text(
        f'[auth.wfc]\npath = "peers.yaml"\npeers = {json.dumps(list(bearers))}\n'
    )
    async with served(service) as url:
        return await run(
            "run",
            contract_of(service, tmp_path),
            "--url",
            url,
            "--checks",
            "object_level_authorization,not_a_server_error",
            # A refused call has nothing to be reached; the test above sends the malformed ones.
            "--mode",
            "positive",
            # Rows are reached by calls that follow one another; the lists of odd values are the test's above.
            "--phases",
            "fuzzing,stateful",
            "--max-examples",
            str(times(1)),
            "--exclude-path-regex",
            EXCLUDED,
            "--no-color",
            cwd=tmp_path,
        )


@pytest.mark.parametrize("name", SERVICES)
async def test_no_district_reaches_anothers_objects(
    name: str, service_of: Callable[[str], Service], tmp_path: Path
) -> None:
    service = service_of(name)
    bearers = {peer: token(new_id(), service.scopes) for peer in ("district_a", "district_b")}
    code, output = await reaches_others_objects(service, tmp_path, bearers)
    assert code == 0, found_in(output)


@pytest.mark.parametrize("name", SERVICES)
async def test_no_school_reaches_anothers_objects(
    name: str, service_of: Callable[[str], Service], tmp_path: Path, district_id: UUID
) -> None:
    service = service_of(name)
    bearers = {
        role: token(district_id, service.scopes, person_id=new_id(), roles=[(role, new_id())])
        for role in ("principal", "teacher")
    }
    # tests/isolation holds every route to this with rows that are there; this looks where nobody thought of.
    code, output = await reaches_others_objects(service, tmp_path, bearers)
    assert code == 0, found_in(output)
