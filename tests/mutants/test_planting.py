"""What is planted is imported; the file is as it was."""

import os
import subprocess
import sys
from pathlib import Path

from tests.mutants import planting
from tests.mutants.mutant import ROOT

ASK = "from services.scheduling.evidence import rules; print(rules._holds({'op': 'at_least', 'value': 80}, 80))"


def ask(environment: dict[str, str]) -> str:
    env = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, "-c", ASK], env=env, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def test_a_started_program_meets_the_mistake_and_the_work_tree_does_not(tmp_path: Path) -> None:
    path = ROOT / "services/scheduling/evidence/rules.py"
    source = path.read_text()
    environment = planting.write(tmp_path, path, source.replace("found >= wanted", "found > wanted"))
    assert ask(environment) == "False\n"
    assert ask({}) == "True\n"
    assert path.read_text() == source
