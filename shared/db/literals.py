"""Words of ours in SQL: states, roles. What callers send is always an argument."""

import re
from collections.abc import Iterable

WORD = re.compile(r"[a-z_]+")


def literals(words: Iterable[str]) -> str:
    """The words for what stands behind `in` or within `array`: `'open', 'blocked'`. Raises `ValueError` for anything else."""
    said = [str(word) for word in words]
    if wrong := [word for word in said if not WORD.fullmatch(word)]:
        raise ValueError(f"no plain words: {wrong}")
    return ", ".join(f"'{word}'" for word in said)
