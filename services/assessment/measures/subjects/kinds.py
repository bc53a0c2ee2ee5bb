"""What can be measured: kinds of subjects, each said once, in the file `subjects.py` of the room that has them.

A kind says which rules of `POLICY` hold for its administrations, and who besides is let in by a relation to the subject.
What somebody sees of all administrations is made of what the kinds say (`sight.py`), in lists and of single rows alike.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from services.assessment.measures.subjects.errors import SubjectUnfit
from services.assessment.permissions import POLICY
from services.assessment.rooms import ROOMS
from shared.auth.relations import AccessPath, Relation
from shared.context.context import Context
from shared.context.references import Named
from shared.errors import NotPermitted, fault
from shared.principal import Principal
from shared.texts.words import Words


@dataclass(frozen=True)
class Measured:
    """One subject: which, and the school it is measured at; None where it is no school's but the district's."""

    id: UUID
    school_id: UUID | None


#: From the district's id and what a caller named (the subject's id, a school's) to the subject. Raises `SubjectUnfit`.
Locate = Callable[[UUID, UUID | None, UUID | None], Measured]
#: Raises what a subject is refused with that is not there.
Check = Callable[[Context, Measured], Awaitable[None]]


@dataclass(frozen=True, eq=False)
class SubjectKind:
    """A kind of subject, by its `code` on the wire.

    `named` has its rows' names. `rules` begins the names of its rules in `POLICY`: `{rules}:read`, `{rules}:write`. In the SQL
    of `related`, the ids of the administrations `o` somebody is let in to by a relation, `{me}` is their staff id and
    `{schools}` (text of a uuid[]) are the schools where their role counts: null for all, empty for those without such a role.
    """

    code: str
    named: Named
    rules: str
    locate: Locate
    check: Check
    related: Mapping[Relation, str] = field(default_factory=dict)
    #: May systems and people of an outside party see it?
    to_parties: bool = True

    def paths(self, principal: Principal, action: str) -> list[AccessPath]:
        """Every way the caller has to administrations of this kind: to `read` or to `write` them."""
        if principal.party is not None and not self.to_parties:
            return []
        return POLICY.access_paths(principal, f"{self.rules}:{action}")

    def require(self, ctx: Context, action: str, school_id: UUID | None) -> None:
        """Raises `NotPermitted` unless the caller may do this at the school (None: for the district)."""
        if ctx.principal.party is not None and not self.to_parties:
            raise NotPermitted(
                Words(
                    f"{self.code} is measured and read by the district's own alone",
                    es=f"{self.code} solo lo miden y lo leen las personas propias del distrito",
                )
            )
        POLICY.require(ctx, f"{self.rules}:{action}", school_id=school_id)


@cache
def kinds() -> Mapping[str, SubjectKind]:
    """Every kind there is, by its code."""
    return {kind.code: kind for room in ROOMS.files("subjects") for kind in room.SUBJECTS}


def kind_of(code: str) -> SubjectKind:
    """The kind of this code. Raises `SubjectUnfit`."""
    if code not in kinds():
        raise SubjectUnfit(errors=[unknown_kind("/subject/kind")])
    return kinds()[code]


def unknown_kind(pointer: str) -> dict[str, str]:
    """The fault of a kind that is none."""
    return fault(
        pointer,
        Words(f"one of {', '.join(sorted(kinds()))}", es=f"uno de {', '.join(sorted(kinds()))}"),
        "subject_kind_unknown",
    )


def unknown_kinds(codes: Iterable[str]) -> list[dict[str, str]]:
    """The faults of a list of kinds."""
    return [unknown_kind(f"/subject_kinds/{n}") for n, code in enumerate(codes) if code not in kinds()]
