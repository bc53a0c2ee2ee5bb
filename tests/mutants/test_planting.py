"""What is planted is imported; the file is as it was."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.mutants import mapping, planting
from tests.mutants.mutant import ROOT

ASK = "from services.scheduling.planning.evidence_types import rules; print(rules._meets({'op': 'at_least', 'value': 80}, 80))"


def ask(environment: dict[str, str]) -> str:
    env = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, "-c", ASK], env=env, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def test_a_started_program_meets_the_mistake_and_the_work_tree_does_not(tmp_path: Path) -> None:
    path = ROOT / "services/scheduling/planning/evidence_types/rules.py"
    source = path.read_text()
    environment = planting.write(tmp_path, path, source.replace("found >= wanted", "found > wanted"))
    assert ask(environment) == "False\n"
    assert ask({}) == "True\n"
    assert path.read_text() == source


def test_every_function_says_its_name_and_what_is_nested_the_outer_ones() -> None:
    source = "class A:\n def f(self):\n  'Why.'\n  def g(): pass\nasync def h():\n pass\n"
    said = ast.unparse(mapping.instrumented(source, "x.py")).splitlines()
    assert [line.strip() for line in said if "__entered__" in line] == [
        "__entered__('x.py:A.f')",
        "__entered__('x.py:h')",
    ]
