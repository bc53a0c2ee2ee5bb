"""A signed-in person has the scope of every door behind which some rule lets one of their roles in, and of no other."""

from importlib import import_module
from pathlib import Path

import pytest

from deploy import contracts
from shared.auth import profiles
from shared.auth.policy import Policy, rule
from shared.auth.relations import Relation
from shared.testing.servers import SERVICES
from shared.texts.words import Words


def policy(service: str) -> Policy:
    """A service's rules."""
    found: Policy = import_module(f"services.{service}.permissions").POLICY
    return found


def test_what_roles_bring_at_sign_in_is_what_the_rules_say(tmp_path: Path) -> None:
    written = contracts.write_scopes_of_roles(tmp_path / "scopes.json")
    assert contracts.SCOPES_OF_ROLES.read_text() == written.read_text(), "run: make contracts"


def test_a_role_brings_a_scope_when_the_rule_of_one_service_lets_it_in(monkeypatch: pytest.MonkeyPatch) -> None:
    class_ = Relation("own_class", Words("of a class of theirs", es="de una clase suya"))
    rules = {
        "partners": {
            "audit:read": rule(district=["data_manager"]),
            "inbox:read": rule(owner=True),
            "scim:write": rule(),
        },
        "scheduling": {"audit:read": rule(school=["principal"]), "calendar:read": rule(everyone=True)},
        "assessment": {
            "roster:read": rule(related={class_: ["teacher"]}, emergency=True),
            "guardians:read": rule(related={class_: ["teacher"]}, emergency=True),
        },
    }
    for service in SERVICES:
        monkeypatch.setattr(f"services.{service}.permissions.POLICY", Policy(rules.get(service, {})))

    computed = contracts.scopes_of_roles()
    assert computed.pop("reach") == {
        "audit:read": {"data_manager": ["district"], "principal": ["school"]},
        "calendar:read": {profile: ["everyone"] for profile in profiles.OWN_STAFF},
        "inbox:read": {profile: ["owner"] for profile in profiles.CODES},
        "roster:read": {"teacher": ["own_class"]},
    }
    assert computed == {
        "brought_by": {
            "audit:read": ["data_manager", "principal"],
            "calendar:read": sorted(profiles.OWN_STAFF),
            "inbox:read": sorted(profiles.CODES),
            "roster:read": ["teacher"],
        },
        "of_emergency": ["roster:read"],
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_rule_speaks_of_profiles_there_are(service: str) -> None:
    named = {
        role
        for found in policy(service).rules.values()
        for roles in (found.district, found.school, *found.related.values())
        for role in roles
    }
    assert len(named) >= 3
    assert named <= set(profiles.CODES)
