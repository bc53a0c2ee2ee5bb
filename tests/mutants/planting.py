"""Gives one module another source when it is imported; the work tree stays as it is.

Steered by an environment variable, so that programs a test starts meet the mistake too;
`python -m pytest -p tests.mutants.planting` plants in pytest itself.
"""

import json
import os
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

PLANTED = "THROUGHLINE_PLANTED"
#: Its `sitecustomize.py` plants in every Python that is started.
STARTING = Path(__file__).parent / "starting"


def write(folder: Path, path: Path, source: str) -> dict[str, str]:
    """Note what to plant where; returns the environment that does it."""
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / "planted.json"
    note.write_text(json.dumps({"path": str(path), "source": source}))
    python_path = os.pathsep.join([str(STARTING), str(STARTING.parents[2]), os.environ.get("PYTHONPATH", "")])
    return {PLANTED: str(note), "PYTHONPATH": python_path.rstrip(os.pathsep)}


def plant() -> None:
    """From now on the module named in the environment is imported as planted; nothing of it is written to disk."""
    if PLANTED not in os.environ:
        return
    note = json.loads(Path(os.environ[PLANTED]).read_text())
    original = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        if os.path.realpath(self.get_filename(fullname)) != note["path"]:
            return original(self, fullname)
        return compile(note["source"], note["path"], "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]


plant()
