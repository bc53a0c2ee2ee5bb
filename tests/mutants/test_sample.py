"""A few mistakes, made anew in each state of the code: what a test noticed once is still noticed."""

import os
import subprocess
import sys

from tests.mutants import sample
from tests.mutants.mutant import ROOT


def test_a_sample_of_mistakes_is_noticed() -> None:
    command = [sys.executable, "-m", "tests.mutants.sample"]
    ended = subprocess.run(command, env=dict(os.environ), cwd=ROOT, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_rooms_that_changed_come_first_and_the_code_decides_the_rest() -> None:
    ids = [f"services/partners/directory/{room}/service.py:f:step:{n}" for room in ("roles", "staff") for n in range(9)]
    one, other = (sample.in_order(ids, {"services/partners/directory/staff"}, seed) for seed in ("a", "b"))
    assert {id_.split("/")[3] for id_ in one[:9]} == {"staff"}
    assert one != other
    assert sorted(one) == sorted(other) == ids
