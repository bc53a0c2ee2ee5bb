"""Who acts: a person, a machine client, or one of our own services."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

Kind = Literal["person", "client", "service"]


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role somebody holds today, at one school or (school_id None) for the whole district."""

    role: str
    school_id: UUID | None


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller as its token states it; `id` is the staff member's, the client's, or nil for a service."""

    kind: Kind
    id: UUID
    district_id: UUID
    scopes: frozenset[str] = frozenset()
    roles: tuple[RoleHeld, ...] = ()
    name: str = ""
    expires_at: datetime | None = None

    @property
    def actor(self) -> str:
        """How the caller stands in rows, events and logs: an id, never a name."""
        return f"service:{self.name}" if self.kind == "service" else f"{self.kind}:{self.id}"

    @property
    def staff_id(self) -> UUID | None:
        """The staff member, when a person calls."""
        return self.id if self.kind == "person" else None

    @classmethod
    def of_service(cls, service: str, district_id: UUID) -> "Principal":
        """A service working on what a committed event asked of it."""
        return cls("service", UUID(int=0), district_id, name=service)

    @classmethod
    def of_claims(cls, claims: dict[str, Any]) -> "Principal":
        """Read a verified token. Raises KeyError or ValueError on claims that are not ours."""
        roles = tuple(
            RoleHeld(held["role"], UUID(held["school_id"]) if held.get("school_id") else None)
            for held in claims.get("roles", [])
        )
        kind: Kind = "person" if claims["sub"].startswith("person:") else "client"
        return cls(
            kind,
            UUID(claims["sub"].partition(":")[2]),
            UUID(claims["district_id"]),
            frozenset(claims.get("scope", "").split()),
            roles,
            expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        )
