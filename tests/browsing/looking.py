"""Pages in Chromium, where the machine has one (Debian: `apt-get install chromium`)."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from shared.testing import npm
from shared.testing.processes import PATIENCE

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine (Debian: apt-get install chromium)"
)


def look(folder: Path, pages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a browser sees of each page (`look.mjs`)."""
    npm.ensure()
    wanted = {"chromium": CHROMIUM, "profile": str(folder / "profile"), "axe": axe(), "pages": list(pages)}
    driver = npm.command(Path(__file__).with_name("look.mjs"))
    ran = npm.run(driver, int(PATIENCE), {"LOOK": json.dumps(wanted)})
    assert ran.returncode == 0, npm.output(ran)
    return list(json.loads(ran.stdout))


def axe() -> str:
    """Where axe is."""
    return str(npm.MODULES / "axe-core" / "axe.min.js")
