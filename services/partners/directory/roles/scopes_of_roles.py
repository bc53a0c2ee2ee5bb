"""Which scopes the roles of a signed-in person bring: those of the doors behind which a rule of some service lets them in.

A person's token carries these, as far as the application they use has them and asks for them. Which rows they then reach, each
service's own `permissions.py` decides. `make contracts` computes the file this reads from all four, of which an image has one.
"""

import json
from collections.abc import Iterable
from pathlib import Path

_COMPUTED = json.loads((Path(__file__).with_suffix(".json")).read_text())

#: The roles that bring a scope. One that is not here is for machine clients alone.
BROUGHT_BY = {scope: frozenset(roles) for scope, roles in _COMPUTED["brought_by"].items()}
#: What an open emergency access adds: the doors of the records it is for.
OF_EMERGENCY = frozenset(_COMPUTED["of_emergency"])


def scopes_of(roles: Iterable[str], *, in_emergency: bool = False) -> frozenset[str]:
    """The scopes that holding these roles, wherever, brings together. No role, no scope, in no emergency."""
    held = set(roles)
    found = frozenset(scope for scope, holders in BROUGHT_BY.items() if held & holders)
    return found | OF_EMERGENCY if found and in_emergency else found
