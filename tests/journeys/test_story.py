"""The main job on a whole stack of processes, with assertions: what `make demo` shows is what happens."""

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import yaml

from deploy.local.report import Report
from deploy.local.sample.district import write_bundle
from deploy.local.stack import LOCAL, Stack
from deploy.local.story import SAMPLE, tell


@pytest.fixture
def stack() -> Iterator[Stack]:
    """A stack of its own, gone afterwards."""
    built = Stack(LOCAL / f"journey-{os.getpid()}")
    try:
        yield built.start()
    finally:
        built.stop()
        built.forget()


def test_a_plan_becomes_every_schools_tasks_people_are_told_evidence_comes_back(stack: Stack, tmp_path: Path) -> None:
    bundle = tmp_path / "district.zip"
    write_bundle(bundle)
    marks = yaml.safe_load((SAMPLE / "schools.yaml").read_text())["schools"]
    outcome = tell(stack, Report(), bundle, SAMPLE / "plan.yaml", marks, "Cedar Valley", "America/Detroit")

    assert outcome["import"]["state"] == "finished"
    assert (outcome["schools"], outcome["staff"]) == (12, 300)
    assert outcome["plan"]["school_count"] == 12
    assert outcome["plan"]["task_count"] == outcome["by_school"]["total"]["tasks"] == 305
    by_code = {group["code"]: group for group in outcome["by_school"]["groups"]}
    assert by_code["0107"]["unowned"] == 14
    assert sum(group["unowned"] for group in by_code.values()) == 14
    # One message a person, in the inbox and by mail: never one a task.
    assert outcome["messages"] == outcome["recipients"] == outcome["mails"]
    assert outcome["proved"]["state"] == "done"
    assert outcome["proved"]["activity_code"] == "G1.S1.A2"
    assert (outcome["roll_up"]["done"], outcome["roll_up"]["overdue"]) == (2, 0)
    for log in stack.folder.glob("*.log"):
        text = log.read_text(errors="replace")
        assert "Traceback" not in text, log.name
        assert "@cedarvalley.example.org" not in text, f"an address in {log.name}"


def test_a_stack_leaves_no_process_behind(stack: Stack) -> None:
    assert stack.postgres is not None
    assert stack.broker is not None
    assert stack.mail is not None
    started = [stack.postgres.process, stack.broker.process, stack.mail, *stack.services.values()]
    family = [psutil.Process(process.pid) for process in started]
    children = [*family, *(child for parent in family for child in parent.children(recursive=True))]
    assert len(children) > 7
    stack.stop()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert [process.name() for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
