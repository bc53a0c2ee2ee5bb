"""Which scopes the profiles of somebody's roles bring: those of the doors behind which some service's rule lets them in.

A person's token carries these, as far as the application they use has them and asks for them. Which rows they then reach, each
service's own `permissions.py` decides. `make contracts` computes the file this reads from all four, of which an image has one.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from shared.auth.profiles import OWN_STAFF

_COMPUTED = json.loads((Path(__file__).with_suffix(".json")).read_text())

#: The profiles that bring a scope. One that is not here is for machine clients alone.
BROUGHT_BY = {scope: frozenset(roles) for scope, roles in _COMPUTED["brought_by"].items()}
#: By scope and profile, how far into its rows the profile gets, in whichever service it gets furthest.
REACH = {scope: {profile: tuple(how) for profile, how in by.items()} for scope, by in _COMPUTED["reach"].items()}
#: What an open emergency access adds: the doors of the records it is for.
OF_EMERGENCY = frozenset(_COMPUTED["of_emergency"])


def scopes_of(profiles: Iterable[str], *, in_emergency: bool = False) -> frozenset[str]:
    """The scopes that roles on these profiles, wherever held, bring together. No role, no scope, in no emergency."""
    held = set(profiles)
    found = frozenset(scope for scope, holders in BROUGHT_BY.items() if held & holders)
    return found | OF_EMERGENCY if held & OWN_STAFF and in_emergency else found


def reach_of(profile: str) -> dict[str, tuple[str, ...]]:
    """By scope, how far into its rows a role on the profile gets."""
    return {scope: by[profile] for scope, by in REACH.items() if profile in by}
