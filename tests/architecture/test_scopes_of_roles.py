"""A signed-in person has the scope of every door behind which some rule lets one of their roles in, and of no other."""

from importlib import import_module

import pytest

from services.partners.directory.districts.setup import ALL_SCOPES
from services.partners.directory.roles.scopes import SCOPES, scopes_of
from services.partners.directory.roles.tables import Role
from shared.testing.servers import SERVICES


def let_in(scope: str) -> set[str]:
    """The roles some service's rule lets in for a scope; an owner may hold any."""
    found: set[str] = set()
    for service in SERVICES:
        rule = import_module(f"services.{service}.permissions").POLICY.rules.get(scope)
        if rule is not None:
            found |= set(Role) if rule.everyone or rule.owner else rule.district | rule.school
            found |= {role for roles in rule.related.values() for role in roles}
    return found


@pytest.mark.parametrize("scope", ALL_SCOPES)
def test_a_role_brings_the_scopes_of_the_rules_that_let_it_in(scope: str) -> None:
    assert set(SCOPES.get(scope, ())) == let_in(scope), "mend services/partners/directory/roles/scopes.py"


def test_no_scope_is_brought_that_no_door_asks_for() -> None:
    assert set(SCOPES) <= set(ALL_SCOPES)


def test_no_role_brings_no_scope() -> None:
    assert scopes_of([]) == scopes_of(["nobody"]) == frozenset()
    assert scopes_of(["teacher"]) < scopes_of(["teacher", "principal"]) == scopes_of(["principal"])
