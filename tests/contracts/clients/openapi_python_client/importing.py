"""Imports every module of every package in a folder, then makes patches that name nothing: `importing.py FOLDER SERVICE.MODEL…`.

Prints, as JSON, the modules and what each empty patch would send.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def modules(folder: Path) -> list[str]:
    """Import all there are."""
    found = [".".join(path.relative_to(folder).with_suffix("").parts) for path in sorted(folder.rglob("*.py"))]
    for name in found:
        import_module(name.removesuffix(".__init__"))
    return found


def empty(name: str) -> Any:
    """What a patch of this model sends when the caller names nothing."""
    service, _, model = name.partition(".")
    return getattr(import_module(f"{service}_client.models"), model)().to_dict()


if __name__ == "__main__":
    folder, *names = sys.argv[1:]
    print(json.dumps({"modules": modules(Path(folder)), "empty": {name: empty(name) for name in names}}))
