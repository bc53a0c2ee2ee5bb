"""What a profile opens that another does not: pure."""

from collections.abc import Mapping, Sequence

from shared.auth.profiles import FAR_REACHING

Reach = Mapping[str, Sequence[str]]


def opened(before: Reach, after: Reach) -> list[str]:
    """The scopes by which the second reach gets somewhere the first does not."""
    return sorted(scope for scope in after if set(after[scope]) - set(before.get(scope, ())))


def comes_to_reach_far(before: str, after: str) -> bool:
    """Does a role that changes its profile so come to see or change all of the district, or more of it?"""
    return after in FAR_REACHING and before != after
