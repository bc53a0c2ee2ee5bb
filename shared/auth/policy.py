"""Policy decides the row: may this caller do this, at this school, with this thing? Always with its reason.

A rule is turned into the *access paths* it gives a caller. A list shows what any of them leads to; one row is asked for by
the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from shared.auth.profiles import OWN_STAFF
from shared.auth.relations import AccessPath, ProtectedRows, Relation, Working
from shared.errors import NotPermitted
from shared.principal import Principal, RoleHeld
from shared.texts.words import Words


@dataclass(frozen=True)
class Rule:
    """Who among people may do one thing: by profiles of roles held for the district, of roles held at the row's school, as the
    row's owner, by profiles of those in a relation to the row.
    """

    district: frozenset[str] = frozenset()
    school: frozenset[str] = frozenset()
    owner: bool = False
    everyone: bool = False
    emergency: bool = False
    related: Mapping[Relation, frozenset[str]] = field(default_factory=dict)


def rule(
    *,
    district: Iterable[str] = (),
    school: Iterable[str] = (),
    owner: bool = False,
    everyone: bool = False,
    emergency: bool = False,
    related: Mapping[Relation, Iterable[str]] | None = None,
) -> Rule:
    """A `Rule`, written shortly; `everyone` is the district's own staff of today; `emergency` whoever has an access open."""
    by_relation = {relation: frozenset(roles) for relation, roles in (related or {}).items()}
    return Rule(frozenset(district), frozenset(school), owner, everyone, emergency, by_relation)


@dataclass(frozen=True)
class Decision:
    """The answer and, for the audit line and the caller, why."""

    allowed: bool
    reason: str


class Asking(Protocol):
    """A piece of work that asks: it keeps the reasons it was let in for, for its audit line."""

    principal: Principal

    def note(self, reason: str) -> None:
        """Keep one reason."""


class AskingRows(Asking, Working, Protocol):
    """A piece of work that can ask about rows in relations."""


@dataclass(frozen=True)
class Policy:
    """One service's table of rules by scope. A scope without a row is for machine clients alone."""

    rules: Mapping[str, Rule] = field(default_factory=dict)

    def access_paths(self, principal: Principal, scope: str) -> list[AccessPath]:
        """Every access path the caller has to rows under `scope`, the widest first; owning a row is not among them."""
        wanted = self.rules.get(scope, Rule())
        if principal.kind != "person":
            return [_path_of_client(principal, scope, wanted)]
        own = next((held for held in principal.roles if held.profile in OWN_STAFF), None)
        if wanted.everyone and own is not None:
            return [AccessPath(f"{own.said} in the district", None)]
        for held in principal.roles:
            if held.school_id is None and held.profile in wanted.district:
                return [AccessPath(f"{held.said} of the district", None)]
        here = [held for held in principal.roles if held.school_id and held.profile in wanted.school]
        found = [
            AccessPath(f"{held.said} at the school{held.as_cover}", (held.school_id,))
            for held in here
            if held.school_id
        ]
        found += [path for relation in wanted.related for path in _paths_by(principal, wanted, relation)]
        if wanted.emergency and principal.emergency_id and principal.party is None and own is not None:
            at = principal.emergency_school_id
            found.append(AccessPath(f"emergency access {principal.emergency_id}", (at,) if at else None))
        return found

    def opens_to(self, scope: str, profile: str, place: str) -> bool:
        """Can a role on this profile, held at this place (`district`, `school` or `either`), let its holder do `scope`?"""
        wanted = self.rules.get(scope, Rule())
        return (place != "school" and profile in wanted.district) or (place != "district" and profile in wanted.school)

    def decide(
        self, principal: Principal, scope: str, *, school_id: UUID | None = None, owner_id: UUID | None = None
    ) -> Decision:
        """May the caller do `scope` to a row of this school and owner, whatever relation they may be in?"""
        for path in self.access_paths(principal, scope):
            if path.relation is None and (path.schools is None or school_id in path.schools):
                return Decision(True, path.reason)
        wanted = self.rules.get(scope, Rule())
        if wanted.owner and owner_id is not None and owner_id == principal.staff_id and _is_at(principal, school_id):
            return Decision(True, "owner")
        return Decision(False, _refused(principal, scope, wanted))

    def lets(self, ctx: Asking, scope: str, *, school_id: UUID | None = None, owner_id: UUID | None = None) -> bool:
        """As `decide`, for what is done because of the answer: the reason it is allowed is noted."""
        decision = self.decide(ctx.principal, scope, school_id=school_id, owner_id=owner_id)
        if decision.allowed:
            ctx.note(decision.reason)
        return decision.allowed

    def require(self, ctx: Asking, scope: str, *, school_id: UUID | None = None, owner_id: UUID | None = None) -> str:
        """The reason it is allowed, noted. Raises `NotPermitted` (403) with the reason it is not."""
        decision = self.decide(ctx.principal, scope, school_id=school_id, owner_id=owner_id)
        if not decision.allowed:
            raise NotPermitted(decision.reason)
        ctx.note(decision.reason)
        return decision.reason

    def require_any(self, ctx: Asking, scope: str) -> None:
        """Raises `NotPermitted` for a caller who could see no row at all under `scope`."""
        wanted = self.rules.get(scope, Rule())
        if not (self.access_paths(ctx.principal, scope) or (wanted.owner and ctx.principal.roles)):
            raise NotPermitted(_refused(ctx.principal, scope, wanted))

    def schools(self, ctx: Asking, scope: str) -> list[UUID] | None:
        """As `reach`, for a list of the caller of this piece of work; what lets them in is noted."""
        found = self.reach(ctx.principal, scope)
        self._note(ctx, scope, with_relations=False)
        return found

    def reach(self, principal: Principal, scope: str) -> list[UUID] | None:
        """The schools whose rows the caller may see under `scope`; None means every school of the district."""
        paths = [path for path in self.access_paths(principal, scope) if path.relation is None]
        if any(path.schools is None for path in paths):
            return None
        return sorted({school_id for path in paths for school_id in path.schools or ()})

    def list_filter(self, ctx: AskingRows, scope: str, rows: ProtectedRows) -> dict[str, Any]:
        """The scope of a list of `rows`, which has their filters: what the caller may see of them, by any path."""
        self._note(ctx, scope, with_relations=True)
        paths = self.access_paths(ctx.principal, scope)
        if any(path.relation is None and path.schools is None for path in paths):
            return {}
        return rows.scope(paths, ctx.principal.staff_id, ctx.now)

    async def can_read(self, ctx: AskingRows, scope: str, rows: ProtectedRows, id_: UUID) -> Decision:
        """May the caller do `scope` to the one of `rows` with this id, by any path? The reason is noted."""
        paths = self.access_paths(ctx.principal, scope)
        whole = next((path for path in paths if path.relation is None and path.schools is None), None)
        found = whole or await rows.path_to(ctx, id_, paths, ctx.principal.staff_id)
        if found is None:
            return Decision(False, _refused(ctx.principal, scope, self.rules.get(scope, Rule())))
        ctx.note(found.reason)
        return Decision(True, found.reason)

    def _note(self, ctx: Asking, scope: str, *, with_relations: bool) -> None:
        paths = self.access_paths(ctx.principal, scope)
        for path in paths:
            if with_relations or path.relation is None:
                ctx.note(path.reason)
        if (
            self.rules.get(scope, Rule()).owner
            and ctx.principal.roles
            and all(path.schools is not None for path in paths)
        ):
            ctx.note("owner")


def _path_of_client(principal: Principal, scope: str, wanted: Rule) -> AccessPath:
    """A system is bound by its scopes, and by its schools if it was given some: then nothing of the whole district's is
    its own, but what everybody in the district reads.
    """
    reason = f"{principal.kind} with scope {scope}"
    if principal.school_ids is None or (wanted.everyone and scope.endswith(":read")):
        return AccessPath(reason, None)
    return AccessPath(f"{reason} at its schools", tuple(sorted(principal.school_ids)))


def _paths_by(principal: Principal, wanted: Rule, relation: Relation) -> list[AccessPath]:
    """The caller's own relation first, then that of each colleague they cover, at the schools where they do."""
    by_person: dict[UUID | None, list[RoleHeld]] = {}
    for held in principal.roles:
        if held.profile in wanted.related[relation]:
            by_person.setdefault(held.covering, []).append(held)
    return [
        AccessPath(
            f"{held[0].said} {relation.said}{held[0].as_cover}",
            None
            if any(one.school_id is None for one in held)
            else tuple(sorted({one.school_id for one in held if one.school_id})),
            relation,
            whose,
        )
        for whose, held in sorted(by_person.items(), key=lambda pair: (pair[0] is not None, str(pair[0])))
    ]


def _is_at(principal: Principal, school_id: UUID | None) -> bool:
    """Owning a school's thing outlives no job: whoever holds no role there (or for the district) is a stranger there."""
    return school_id is None or any(held.school_id in (None, school_id) for held in principal.roles)


def _refused(principal: Principal, scope: str, wanted: Rule) -> Words:
    if principal.kind != "person":
        return Words(
            f"{scope} is bound to the client's schools, and this is not theirs",
            es=f"{scope} está limitado a las escuelas del cliente, y esto no es de ellas",
        )
    parts = _said(wanted)
    return Words(
        f"{scope} is for {' or '.join(parts) or 'machine clients'}",
        es=f"{scope} es para {' o '.join(part.es for part in parts) or 'clientes automáticos'}",
    )


def _said(wanted: Rule) -> list[Words]:
    parts = []
    if wanted.district:
        roles = ", ".join(sorted(wanted.district))
        parts.append(Words(f"{roles} of the district", es=f"{roles} del distrito"))
    if wanted.school:
        roles = ", ".join(sorted(wanted.school))
        parts.append(Words(f"{roles} at the school", es=f"{roles} en la escuela"))
    for relation, of_relation in wanted.related.items():
        roles = ", ".join(sorted(of_relation))
        parts.append(Words(f"{roles} {relation.said}", es=f"{roles} {relation.said.es}"))
    if wanted.everyone:
        parts.append(Words("the district's own staff", es="el personal propio del distrito"))
    if wanted.owner:
        parts.append(Words("the owner", es="quien es su responsable"))
    return parts
