"""What a role on another profile opens."""

from services.partners.directory.role_catalogue import rules


def test_only_another_profile_comes_to_reach_far() -> None:
    assert rules.comes_to_reach_far("principal", "executive_leader")
    assert not rules.comes_to_reach_far("executive_leader", "executive_leader")
    assert not rules.comes_to_reach_far("executive_leader", "principal")
