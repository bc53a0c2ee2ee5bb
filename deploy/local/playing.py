"""The whole story in order: how a plan comes to the schools, and what its year brings."""

from pathlib import Path
from typing import Any

from deploy.local.chapters import (
    barrier,
    deprovisioning,
    ending,
    everybody,
    joining,
    leaving,
    morning,
    revision,
    signing_on,
    snow,
)
from deploy.local.report import Report
from deploy.local.sign_on import SignOn
from deploy.local.stack import Stack
from deploy.local.story import SAMPLE, Story


def play(
    stack: Stack,
    report: Report,
    sign_on: SignOn,
    bundle: Path,
    plan: Path,
    marks: dict[str, dict[str, Any]],
    name: str,
    timezone: str,
    keepsakes: Path,
) -> dict[str, Any]:
    """Returns what the steps found; what is worth keeping is written into `keepsakes`."""
    story = Story(stack, report, sign_on, name, timezone, keepsakes)
    report.title(f"{name}: from a plan to every school, and back")
    story.import_roster(bundle)
    story.tend_directory(marks)
    signing_on.play(story)
    story.bring_plan(plan)
    story.show_messages()
    story.score_fidelity(SAMPLE / "instrument.json")
    story.work_in_a_school()
    for chapter in (snow, leaving, barrier, revision, joining, morning, ending, everybody, deprovisioning):
        chapter.play(story)
    report.end()
    return story.outcome
