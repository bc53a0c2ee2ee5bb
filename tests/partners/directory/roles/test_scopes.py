"""Scopes add up over the roles somebody holds."""

from services.partners.directory.roles.scopes_of_roles import scopes_of


def test_no_role_brings_no_scope() -> None:
    assert scopes_of([]) == scopes_of(["nobody"]) == frozenset()


def test_roles_bring_their_scopes_together() -> None:
    assert scopes_of(["teacher"]) < scopes_of(["teacher", "principal"]) == scopes_of(["principal"])


def test_an_emergency_adds_student_records_to_whoever_holds_a_role() -> None:
    assert scopes_of([], in_emergency=True) == frozenset()
    assert scopes_of(["executive_leader"], in_emergency=True) - scopes_of(["executive_leader"]) == {"roster:read"}
