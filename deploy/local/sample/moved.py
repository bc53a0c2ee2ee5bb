"""The sample at any time: its dates are those of one autumn, and move on by whole weeks, so that its plan lies ahead."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from deploy.local.sample.district import write_bundle

#: The Sunday on which the sample's plan was written.
WRITTEN_ON = date(2026, 11, 22)
_DAY = re.compile(r"\b2\d{3}-\d\d-\d\d\b")


def write_sample(folder: Path, plan: Path, today: date, *, earlier: bool = False) -> tuple[Path, Path]:
    """Write the sample's bundle and a plan file into `folder`, as they would be this week; `earlier` also before it was written.

    Returns both paths.
    """
    weeks = (today - WRITTEN_ON).days // 7
    if not earlier:
        weeks = max(0, weeks)
    moved = _mover(timedelta(weeks=weeks))
    bundle, copy = folder / "cedar-valley.zip", folder / plan.name
    write_bundle(bundle)
    copy.write_text(moved(plan.read_text()))
    if weeks:
        with zipfile.ZipFile(bundle) as former:
            files = {entry: former.read(entry) for entry in former.infolist()}
        with zipfile.ZipFile(bundle, "w") as anew:
            for entry, content in files.items():
                anew.writestr(entry, moved(content.decode()).encode())
    return bundle, copy


def _mover(by: timedelta) -> Callable[[str], str]:
    def moved(text: str) -> str:
        return _DAY.sub(lambda found: str(date.fromisoformat(found[0]) + by), text)

    return moved
