"""What a rule asks for, in numbers."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any


def needed_of(combine: str, at_least: int | None, count: int) -> int:
    """How many of so many conditions have to be met."""
    return {"any": 1, "all": count}.get(combine, at_least or 1)


def share_of(percent: float) -> tuple[int, int]:
    """A percentage as an exact fraction: 92.5 is 37 of 40, as it is written."""
    share = Fraction(Decimal(str(percent))) / 100
    return share.numerator, share.denominator


def looks_at_attendance(conditions: Sequence[Mapping[str, Any]]) -> bool:
    """Does a rule go by attendance?"""
    return any(str(one["kind"]).startswith("attendance_") for one in conditions)
