"""Who sees which administrations: SQL made of what the kinds of subjects say, for lists and single rows alike."""

from collections.abc import Iterator
from typing import Any

from services.assessment.measures.subjects.kinds import SubjectKind, kinds
from shared.auth.relations import Relation
from shared.context.context import Context
from shared.context.leads import Branch, Lead

#: The value that asks for the filter: the kinds seen in the whole district.
SEEN = "seen_whole"


def filters() -> dict[str, str | Lead]:
    """The filter of a list of administrations, called `a`, that leaves what the values of `scope` let in to."""
    whole = Branch("a.subject_kind = whole.kind", f"unnest({{{SEEN}}}::text[]) whole (kind)")
    at_schools = Branch(
        "a.school_id = seen.school_id and a.subject_kind = seen.kind",
        "unnest({seen_kinds}::text[], {seen_schools}::uuid[]) seen (kind, school_id)",
    )
    related = [
        Branch("a.id = let_in.id", f"({sql.replace('{schools}', f'{{{name}}}')}) let_in (id)")
        for name, _, _, sql in _relations()
    ]
    return {SEEN: Lead((whole, at_schools, *related))}


def scope(ctx: Context, action: str) -> dict[str, Any]:
    """The values that leave a list what the caller may `read`, or `write`; what lets them in is noted."""
    whole: list[str] = []
    places: list[tuple[str, Any]] = []
    related: dict[str, Any] = {name: () for name, _, _, _ in _relations()}
    for kind in kinds().values():
        for path in kind.paths(ctx.principal, action):
            ctx.note(path.reason)
            if path.relation is not None:
                related |= {name: path.schools for name, of, by, _ in _relations() if (of, by) == (kind, path.relation)}
            elif path.schools is None:
                whole.append(kind.code)
            else:
                places += [(kind.code, school_id) for school_id in path.schools]
    if len(whole) == len(kinds()):
        return {}
    at = {"seen_kinds": [code for code, _ in places], "seen_schools": [school_id for _, school_id in places]}
    return {SEEN: whole, **at, **related, "me": ctx.principal.staff_id}


def _relations() -> Iterator[tuple[str, SubjectKind, Relation, str]]:
    """Each relation of each kind: what its schools are called in the SQL, the kind, the relation, its SQL."""
    for kind in kinds().values():
        for relation, sql in kind.related.items():
            yield f"{kind.code}_{relation.name}", kind, relation, sql
