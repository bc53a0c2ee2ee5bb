"""The district's catalogue of roles, and who holds them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class RolePlace(StrEnum):
    """Where a role is held."""

    DISTRICT = "district"
    SCHOOL = "school"
    EITHER = "either"


class RoleRow(DistrictOwned, Stamped, Base):
    """A role of the district's catalogue: what it is called, the permission profile it stands on, who may give it."""

    __tablename__ = "roles"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        UniqueConstraint("district_id", "code", name="uq_roles_code"),
        Index("ix_roles_updated_at", "district_id", "updated_at", "id"),
    )

    #: Never changed: assignments, plans, ladders and rules know the role by it.
    code: Mapped[str]
    #: By language; `en` always.
    names: Mapped[dict[str, Any]]
    profile: Mapped[str]
    place: Mapped[RolePlace] = mapped_column(enumeration(RolePlace))
    #: The profiles whose holders may give it at their own school, besides the district's stewards.
    given_by: Mapped[list[str]]
    #: Retired ones stay for what was, and are given to nobody any more.
    active: Mapped[bool]


class GrantSource(StrEnum):
    """Who granted a role: the roster, an administrator, or claim rules at sign-in. Each takes away only what it granted."""

    ROSTER = "roster"
    MANUAL = "manual"
    SIGN_ON = "sign_on"


class RoleAssignmentRow(DistrictOwned, Stamped, Base):
    """Somebody holds a role at a school (or, without one, for the district) from a day to a day, both included.

    One that was taken back, or is brought no more, ended the day before, even if it began later: it was never held.
    """

    __tablename__ = "role_assignments"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "staff_id"], ["staff.district_id", "staff.id"], name="fk_role_assignments_staff"
        ),
        ForeignKeyConstraint(
            ["district_id", "school_id"], ["schools.district_id", "schools.id"], name="fk_role_assignments_school"
        ),
        ForeignKeyConstraint(
            ["district_id", "provider_id"],
            ["identity_providers.district_id", "identity_providers.id"],
            name="fk_role_assignments_provider",
        ),
        Index("ix_role_assignments_staff", "district_id", "staff_id"),
        Index("ix_role_assignments_school", "district_id", "school_id", "role"),
        Index("ix_role_assignments_role", "district_id", "role", "id"),
        Index("ix_role_assignments_updated_at", "district_id", "updated_at", "id"),
    )

    staff_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    role: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    granted_by: Mapped[GrantSource] = mapped_column(enumeration(GrantSource))
    #: Whose sign-ins brought the role (`sign_on`): each identity provider's stand by themselves.
    provider_id: Mapped[UUID | None]
    #: What brought it (`roster`): a data row of a file of an import, as assessment names it, sent by a client.
    import_id: Mapped[UUID | None]
    import_file: Mapped[str | None]
    import_row: Mapped[int | None]
    import_client_id: Mapped[UUID | None]


class ProposalOutcome(StrEnum):
    """What became of a proposed grant."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


#: Why a grant waits; {} is what it gives.
BECAUSE = "it leads to {}, which reaches across the whole district: nobody gives that alone"


class GrantProposalRow(DistrictOwned, Stamped, Base):
    """A grant somebody asked for that leads to a role that reaches far. Nothing of it counts until another confirms it."""

    __tablename__ = "grant_proposals"
    keeping = of(Whose.PERSON, "staff_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "staff_id"], ["staff.district_id", "staff.id"], name="fk_grant_proposals_staff"
        ),
        CheckConstraint("outcome <> 'confirmed' or decided_by <> asked_by", name="confirmed_by_another"),
        Index("ix_grant_proposals_updated_at", "district_id", "updated_at", "id"),
        Index("ix_grant_proposals_expires_at", "district_id", "expires_at", "id"),
    )

    #: The call that asked, what it was about if its path said so, and what was sent with it.
    operation: Mapped[str]
    about: Mapped[UUID | None]
    if_match: Mapped[str | None]
    wish: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: Whose it becomes; None: whoever a rule fits, or the roster lists.
    staff_id: Mapped[UUID | None]
    roles: Mapped[list[str]]
    #: The actor, and what they were: `person` or `client`.
    asked_by: Mapped[str]
    asked_as: Mapped[str]
    expires_at: Mapped[datetime]
    outcome: Mapped[ProposalOutcome | None] = mapped_column(enumeration(ProposalOutcome))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    #: The row it became.
    result_id: Mapped[UUID | None]

    @property
    def because(self) -> str:
        """Why it waits, in plain words."""
        return BECAUSE.format(" and ".join(role.replace("_", " ") for role in self.roles))
