"""What a room knows of whoever calls, for `GET /v1/me`: it says so in its `me.py`, as `KNOWN`.

All SQL takes ($1): [1] the person (null: a system), [2] now, [3] the system (null: a person), [4] the schools they work at, as
text of a uuid[] (null: the whole district), [5] their session.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

PERSON, NOW, CLIENT, WORKS_AT, SESSION = "($1)[1]::uuid", "($1)[2]", "($1)[3]::uuid", "($1)[4]", "($1)[5]::uuid"


@dataclass(frozen=True)
class Known:
    """SQL of some fields of `Me`, and of a JSON object of some of its `counts`; all only with `scope`, if it says one."""

    fields: Mapping[str, str] = field(default_factory=dict, hash=False)
    counts: str = ""
    scope: str = ""
