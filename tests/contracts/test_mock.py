"""A mock server made of the contract's examples answers the calls of the guide for systems with what it then reads."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from shared.testing.servers import SERVICES
from tests.contracts.mock import serving
from tests.contracts.patch_bodies import read

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "api-clients.md"
#: What a system does first: a client, a token, the first calls.
FIRST = r"^## [1-4]\. .*?(?=^## 5\. )"


def script() -> str:
    """The commands of the guide's first sections."""
    text = "".join(re.findall(FIRST, GUIDE.read_text(), re.DOTALL | re.MULTILINE))
    return "set -euo pipefail\n" + "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE))


def followed(folder: Path, commands: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """What came of the commands when every service is the mock, and the calls it did not know."""
    with serving(read("throughline")) as (origin, unknown):
        known = {service.upper(): f"{origin}/{service}" for service in SERVICES}
        done = subprocess.run(
            ["bash", "-c", commands],
            cwd=folder,
            env={**os.environ, **known, "CLIENT_ID": "x", "CLIENT_SECRET": "y", "NO_PROXY": "127.0.0.1"},
            capture_output=True,
            text=True,
            check=False,
        )
    return done, unknown


def test_the_first_calls_of_the_guide_are_answered(tmp_path: Path) -> None:
    commands = script()
    assert commands.count("$PARTNERS/") >= 5
    done, unknown = followed(tmp_path, commands)
    assert (done.returncode, unknown) == (0, []), done.stderr
    assert '"name": "Alder Creek Elementary School"' in done.stdout


@pytest.mark.parametrize(
    ("command", "said"),
    [('curl -sS "$PARTNERS/v1/nowhere"', ["GET /partners/v1/nowhere"]), ('curl -sS "$SCHEDULING/v1/plans"', [])],
)
def test_the_mock_says_which_calls_no_contract_has(tmp_path: Path, command: str, said: list[str]) -> None:
    assert followed(tmp_path, command)[1] == said
