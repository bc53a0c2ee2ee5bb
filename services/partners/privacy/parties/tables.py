"""Outside parties: organisations that read student records, and on which ground."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class PartyKind(StrEnum):
    """What an outside party is."""

    COMMUNITY_PARTNER = "community_partner"
    VENDOR = "vendor"
    RESEARCHER = "researcher"
    AGENCY = "agency"
    COURT = "court"
    MEDIA = "media"
    OTHER = "other"


class PartyBasis(StrEnum):
    """The standing ground a party reads student records on; `shared.auth.legal_bases` cites the law."""

    SCHOOL_OFFICIAL = "school_official"
    CONSENT = "consent"
    DIRECTORY_INFORMATION = "directory_information"
    STUDIES = "studies"
    AUDIT_OR_EVALUATION = "audit_or_evaluation"
    LEGAL_ORDER = "legal_order"


class PartyRow(DistrictOwned, Stamped, Base):
    """An outside organisation. Its people and clients name it; whoever names none is the district's own."""

    __tablename__ = "parties"
    keeping = of(Whose.ORGANIZATION, "id")
    __table_args__ = (
        Index("uq_parties_name", "district_id", "name", unique=True),
        Index("ix_parties_updated_at", "district_id", "updated_at", "id"),
    )

    name: Mapped[str]
    kind: Mapped[PartyKind] = mapped_column(enumeration(PartyKind))
    basis: Mapped[PartyBasis] = mapped_column(enumeration(PartyBasis))
    #: Codes of the kinds of records it may get at most.
    records: Mapped[list[str]]
    purposes: Mapped[list[str]]
    agreement_reference: Mapped[str | None]
    criteria: Mapped[str | None]
    direct_control: Mapped[str | None]
    agreement_until: Mapped[date | None]
    #: An order that forbids telling of itself: its disclosures are shown to no parent (99.32(d)(5)).
    sealed: Mapped[bool]
    active: Mapped[bool]
