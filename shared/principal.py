"""Who acts: a person, a machine client, or one of our own services."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

Kind = Literal["person", "client", "service"]


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role somebody holds today, at one school or (school_id None) for the whole district.

    What it lets them do is its profile's. A role without one has its own name as profile, as every role had before districts
    named their own; where that is none, it opens nothing.
    """

    role: str
    school_id: UUID | None
    #: The absent colleague whose role it is, when it is held as their cover.
    covering: UUID | None = None
    profile: str = ""

    def __post_init__(self) -> None:
        if not self.profile:
            object.__setattr__(self, "profile", self.role)

    @property
    def said(self) -> str:
        """The role, with the profile that lets its holder in where that is called otherwise."""
        return self.role if self.profile == self.role else f"{self.role} ({self.profile})"

    @property
    def as_cover(self) -> str:
        """What a reason adds about a role held only as somebody's cover."""
        return f", covering for {self.covering}" if self.covering else ""


@dataclass(frozen=True, slots=True)
class Party:
    """The outside organisation a caller belongs to, and the legal basis it reads student records on."""

    id: UUID
    basis: str


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
    issued_at: datetime | None = None
    auth_time: datetime | None = None
    token_id: str = ""
    client_id: UUID | None = None
    session_id: UUID | None = None
    #: A machine client's schools; None means every school of the district.
    school_ids: frozenset[UUID] | None = None
    #: Networks (CIDR) the token may be used from; empty means any.
    networks: tuple[str, ...] = ()
    #: None is the district itself: its staff and systems are school officials (34 CFR 99.31(a)(1)).
    party: Party | None = None
    #: The emergency access the caller has opened, if one is open.
    emergency_id: UUID | None = None
    #: The school it is for; None means the whole district.
    emergency_school_id: UUID | None = None
    #: A client the operator made to set the district up, which ends by itself: it stands for the operator.
    sets_up: bool = False

    @property
    def actor(self) -> str:
        """How the caller stands in rows, events and logs: an id, never a name."""
        return f"service:{self.name}" if self.kind == "service" else f"{self.kind}:{self.id}"

    @property
    def reads_names(self) -> bool:
        """May they know what people are called? Whoever could read the directory may."""
        return self.kind != "client" or "directory:read" in self.scopes

    @property
    def staff_id(self) -> UUID | None:
        """The staff member, when a person calls."""
        return self.id if self.kind == "person" else None

    @property
    def works_at(self) -> list[UUID] | None:
        """The schools the caller holds any role at, or is bound to; None: the whole district."""
        if self.kind != "person":
            return None if self.school_ids is None else sorted(self.school_ids)
        if any(held.school_id is None for held in self.roles):
            return None
        return sorted({held.school_id for held in self.roles if held.school_id})

    def in_own_right(self) -> "Principal":
        """The same caller without the roles held as somebody's cover: what nobody does in another's place is asked of them."""
        return replace(self, roles=tuple(held for held in self.roles if held.covering is None))

    def in_calm(self) -> "Principal":
        """The same caller without their emergency access: what their roles alone show them."""
        return replace(self, emergency_id=None, emergency_school_id=None)

    @classmethod
    def of_service(cls, service: str, district_id: UUID) -> "Principal":
        """A service working on what a committed event asked of it."""
        return cls("service", UUID(int=0), district_id, name=service)

    @classmethod
    def of_claims(cls, claims: dict[str, Any]) -> "Principal":
        """Read a verified token. Raises KeyError or ValueError on claims that are not ours."""
        roles = tuple(
            RoleHeld(
                held["role"], _id(held.get("school_id")), _id(held.get("covering")), str(held.get("profile") or "")
            )
            for held in claims.get("roles", [])
        )
        kind: Kind = "person" if claims["sub"].startswith("person:") else "client"
        schools, party = claims.get("schools"), claims.get("party")
        return cls(
            kind,
            UUID(claims["sub"].partition(":")[2]),
            UUID(claims["district_id"]),
            frozenset(claims.get("scope", "").split()),
            roles,
            expires_at=_moment(claims["exp"]),
            issued_at=_issued_at(claims),
            auth_time=_moment(claims["auth_time"]) if "auth_time" in claims else None,
            token_id=str(claims["jti"]),
            client_id=_id(claims.get("client_id")),
            session_id=_id(claims.get("sid")),
            school_ids=None if schools is None else frozenset(UUID(school) for school in schools),
            networks=tuple(claims.get("networks", ())),
            party=Party(UUID(party["id"]), str(party["basis"])) if party else None,
            emergency_id=_id(claims.get("emergency_id")),
            emergency_school_id=_id(claims.get("emergency_school")),
            sets_up=kind == "client" and claims.get("sets_up") is True,
        )


def person_of(actor: str | None) -> UUID | None:
    """The staff member an actor is, as rows and events have it (`person:<id>`); None for systems, services and nobody."""
    kind, _, id_ = (actor or "").partition(":")
    return UUID(id_) if kind == "person" else None


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _issued_at(claims: dict[str, Any]) -> datetime:
    """A token's id is a UUIDv7, whose milliseconds are finer than the whole seconds of `iat`."""
    token_id = UUID(claims["jti"])
    return _moment((token_id.int >> 80) / 1000 if token_id.version == 7 else claims["iat"])


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
