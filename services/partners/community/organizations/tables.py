"""Organisations outside the district, and where they are."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of, part_of


class OrganizationKind(StrEnum):
    """What an organisation is."""

    COMMUNITY_BASED = "community_based"
    BUSINESS = "business"
    HEALTH = "health"
    HIGHER_EDUCATION = "higher_education"
    EARLY_CHILDHOOD = "early_childhood"
    GOVERNMENT = "government"
    FAITH = "faith"
    FUNDER = "funder"
    PROGRAM_PROVIDER = "program_provider"
    """A network whose programme schools run, such as MicroSociety's own."""
    OTHER = "other"


class OrganizationStatus(StrEnum):
    """How far the district has come with it."""

    LEAD = "lead"
    PROSPECT = "prospect"
    ACTIVE = "active"
    DORMANT = "dormant"
    ENDED = "ended"


class Pillar(StrEnum):
    """The pillars of community schools, as the Learning Policy Institute words them."""

    INTEGRATED_STUDENT_SUPPORTS = "integrated_student_supports"
    EXPANDED_LEARNING = "expanded_learning"
    FAMILY_AND_COMMUNITY_ENGAGEMENT = "family_and_community_engagement"
    COLLABORATIVE_LEADERSHIP = "collaborative_leadership"


class ServiceDomain(StrEnum):
    """What an organisation can help with; offerings, needs and referrals are sorted by the same."""

    HEALTH = "health"
    MENTAL_HEALTH = "mental_health"
    DENTAL_AND_VISION = "dental_and_vision"
    TUTORING = "tutoring"
    AFTER_SCHOOL = "after_school"
    SUMMER_LEARNING = "summer_learning"
    MENTORING = "mentoring"
    EARLY_CHILDHOOD = "early_childhood"
    BASIC_NEEDS = "basic_needs"
    HOUSING = "housing"
    LEGAL_AID = "legal_aid"
    FAMILY_SUPPORT = "family_support"
    ADULT_EDUCATION = "adult_education"
    COLLEGE_AND_CAREER = "college_and_career"
    ARTS_AND_CULTURE = "arts_and_culture"
    SPORTS = "sports"
    TRANSPORTATION = "transportation"
    BUSINESS_PARTNERSHIP = "business_partnership"
    OTHER = "other"


class IdentifierScheme(StrEnum):
    """By which numbers others know an organisation."""

    EIN = "ein"
    """Of US employers."""
    UEI = "uei"
    """Of SAM.gov."""
    NPI = "npi"
    """Of who gives health care."""
    IPEDS = "ipeds"
    """Of colleges."""
    OTHER = "other"


class IntroducedBy(StrEnum):
    """Who brought it to the district."""

    STAFF = "staff"
    FAMILY = "family"
    STUDENT_INVITATION = "student_invitation"
    """Children invited it; which children is not kept."""
    ITSELF = "itself"
    IMPORT = "import"
    OTHER = "other"


_ORGANIZATIONS = ["organizations.district_id", "organizations.id"]


class OrganizationRow(DistrictOwned, Stamped, Base):
    """An organisation. One that was merged stands for nothing itself: what refers to it is the other's (`merged_into_id`)."""

    __tablename__ = "organizations"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        ForeignKeyConstraint(["district_id", "merged_into_id"], _ORGANIZATIONS, name="fk_organizations_merged_into"),
        ForeignKeyConstraint(
            ["district_id", "introduced_by_staff_id"],
            ["staff.district_id", "staff.id"],
            name="fk_organizations_introduced_by_staff",
        ),
        ForeignKeyConstraint(
            ["district_id", "introduced_at_school_id"],
            ["schools.district_id", "schools.id"],
            name="fk_organizations_introduced_at_school",
        ),
        CheckConstraint("introducer is null or introducer_agreed_on is not null", name="introducer_agreed"),
        CheckConstraint("introduced_by = 'staff' or introduced_by_staff_id is null", name="introduced_by_staff"),
        CheckConstraint("introduced_by <> 'student_invitation' or introducer is null", name="no_child_is_named"),
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        Index("ix_organizations_name", "district_id", "name", "id"),
        Index("ix_organizations_updated_at", "district_id", "updated_at", "id"),
        Index(
            "ix_organizations_merged_into",
            *("district_id", "merged_into_id"),
            postgresql_where=text("merged_into_id is not null"),
        ),
    )

    name: Mapped[str]
    kind: Mapped[OrganizationKind] = mapped_column(enumeration(OrganizationKind))
    status: Mapped[OrganizationStatus] = mapped_column(enumeration(OrganizationStatus))
    status_reason: Mapped[str | None]
    #: Each with a scheme and a value.
    identifiers: Mapped[list[dict[str, Any]]]
    website: Mapped[str | None]
    description: Mapped[str | None]
    pillars: Mapped[list[str]]
    domains: Mapped[list[str]]
    languages: Mapped[list[str]]
    introduced_by: Mapped[IntroducedBy] = mapped_column(enumeration(IntroducedBy))
    introduced_by_staff_id: Mapped[UUID | None]
    introduced_at_school_id: Mapped[UUID | None]
    #: Who of a family or elsewhere, where they agreed to be named.
    introducer: Mapped[str | None]
    introducer_agreed_on: Mapped[date | None]
    merged_into_id: Mapped[UUID | None]
    merged_at: Mapped[datetime | None]


class OrganizationSiteRow(DistrictOwned, Stamped, Base):
    """Where an organisation works: an address of its own, or a school it comes to."""

    __tablename__ = "organization_sites"
    keeping = part_of("organizations", "organization_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["district_id", "organization_id"], _ORGANIZATIONS, name="fk_organization_sites_organization"
        ),
        ForeignKeyConstraint(
            ["district_id", "school_id"], ["schools.district_id", "schools.id"], name="fk_organization_sites_school"
        ),
        CheckConstraint("(latitude is null) = (longitude is null)", name="whole_position"),
        Index("ix_organization_sites_organization", "district_id", "organization_id", "id"),
        Index(
            "ix_organization_sites_school",
            *("district_id", "school_id", "organization_id"),
            postgresql_where=text("school_id is not null"),
        ),
        Index("ix_organization_sites_area", "district_id", text("lower(area)"), "organization_id"),
    )

    organization_id: Mapped[UUID]
    name: Mapped[str]
    #: The school it comes to.
    school_id: Mapped[UUID | None]
    street: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    postal_code: Mapped[str | None]
    #: The part of town, by the name people have for it.
    area: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
