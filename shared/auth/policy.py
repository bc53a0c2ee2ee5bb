"""Policy decides the row: may this caller do this, at this school, with this thing? Always with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from shared.auth.principal import Principal
from shared.web.errors import NotPermitted


@dataclass(frozen=True)
class Rule:
    """Who among people may do one thing: roles held for the district, roles held at the row's school, the row's owner."""

    district: frozenset[str] = frozenset()
    school: frozenset[str] = frozenset()
    owner: bool = False
    everyone: bool = False


def rule(
    *, district: Iterable[str] = (), school: Iterable[str] = (), owner: bool = False, everyone: bool = False
) -> Rule:
    """A `Rule`, written shortly; `everyone` is whoever holds any role today."""
    return Rule(frozenset(district), frozenset(school), owner, everyone)


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


@dataclass(frozen=True)
class Policy:
    """One service's table of rules by scope. A scope without a row is for machine clients alone."""

    rules: Mapping[str, Rule] = field(default_factory=dict)

    def decide(
        self, principal: Principal, scope: str, *, school_id: UUID | None = None, owner_id: UUID | None = None
    ) -> Decision:
        """May the caller do `scope` to a row of this school and owner?"""
        if principal.kind != "person":
            return Decision(True, f"{principal.kind} with scope {scope}")
        wanted = self.rules.get(scope, Rule())
        if wanted.everyone and principal.roles:
            return Decision(True, f"{principal.roles[0].role} in the district")
        for held in principal.roles:
            if held.school_id is None and held.role in wanted.district:
                return Decision(True, f"{held.role} of the district")
            if held.school_id is not None and held.school_id == school_id and held.role in wanted.school:
                return Decision(True, f"{held.role} at the school")
        if wanted.owner and owner_id is not None and owner_id == principal.id and _is_at(principal, school_id):
            return Decision(True, "owner")
        return Decision(False, f"{scope} is for {_said(wanted)}")

    def require(self, ctx: Asking, scope: str, *, school_id: UUID | None = None, owner_id: UUID | None = None) -> str:
        """The reason it is allowed, noted. Raises `NotPermitted` (403) with the reason it is not."""
        decision = self.decide(ctx.principal, scope, school_id=school_id, owner_id=owner_id)
        if not decision.allowed:
            raise NotPermitted(decision.reason)
        ctx.note(decision.reason)
        return decision.reason

    def require_any(self, ctx: Asking, scope: str) -> None:
        """Raises `NotPermitted` for a person who could see no row at all under `scope`."""
        wanted = self.rules.get(scope, Rule())
        if not (wanted.owner and ctx.principal.roles) and self.reach(ctx.principal, scope) == []:
            raise NotPermitted(f"{scope} is for {_said(wanted)}")

    def schools(self, ctx: Asking, scope: str) -> list[UUID] | None:
        """As `reach`, for the caller of this piece of work."""
        return self.reach(ctx.principal, scope)

    def reach(self, principal: Principal, scope: str) -> list[UUID] | None:
        """The schools whose rows the caller may see under `scope`; None means every school of the district."""
        if principal.kind != "person":
            return None
        wanted = self.rules.get(scope, Rule())
        if wanted.everyone and principal.roles:
            return None
        if any(held.school_id is None and held.role in wanted.district for held in principal.roles):
            return None
        return sorted({held.school_id for held in principal.roles if held.school_id and held.role in wanted.school})


def _is_at(principal: Principal, school_id: UUID | None) -> bool:
    """Owning a school's thing outlives no job: whoever holds no role there (or for the district) is a stranger there."""
    return school_id is None or any(held.school_id in (None, school_id) for held in principal.roles)


def _said(wanted: Rule) -> str:
    parts = []
    if wanted.district:
        parts.append(f"{', '.join(sorted(wanted.district))} of the district")
    if wanted.school:
        parts.append(f"{', '.join(sorted(wanted.school))} at the school")
    if wanted.everyone:
        parts.append("everybody with a role")
    if wanted.owner:
        parts.append("the owner")
    return " or ".join(parts) or "machine clients"
