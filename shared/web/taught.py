"""Bodies that show what a call is for: a room's `examples.json`, by operation, beside its routes.

`says` is a line about what is asked, `request` its body; `{school}` in a text stands for the id of the example's school.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute

from shared.web.examples import id_of

#: Stands for the id of a thing of this kind.
PLACE = re.compile(r"{(\w+)}")


def taught(route: APIRoute, known: Callable[[str], str] = id_of) -> dict[str, Any]:
    """What its room shows of an operation, ids filled in by what is `known` of a kind of thing; nothing if it shows none."""
    filled: dict[str, Any] = json.loads(
        PLACE.sub(lambda found: known(found[1]), json.dumps(_of_room(route).get(route.name, {})))
    )
    return filled


def teach(operation: dict[str, Any], route: APIRoute) -> None:
    """Give an operation's body its example."""
    if found := taught(route):
        example = {"summary": found["says"], "value": found["request"]}
        operation["requestBody"]["content"]["application/json"]["examples"] = {route.name: example}


def _of_room(route: APIRoute) -> dict[str, Any]:
    return _read(route.endpoint.__module__)


@cache
def _read(module: str) -> dict[str, Any]:
    file = Path(str(import_module(module).__file__)).with_name("examples.json")
    found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return found
