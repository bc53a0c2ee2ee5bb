"""A few mistakes, made anew in each state of the code: what a test noticed once is still noticed."""

import os
import subprocess
import sys

from tests.mutants.mutant import ROOT


def test_a_sample_of_mistakes_is_noticed() -> None:
    command = [sys.executable, "-m", "tests.mutants.sample"]
    ended = subprocess.run(command, env=dict(os.environ), cwd=ROOT, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
