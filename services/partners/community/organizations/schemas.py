"""Wire models of organisations."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from services.partners.community.organizations import rules
from services.partners.community.organizations.tables import (
    IdentifierScheme,
    IntroducedBy,
    OrganizationKind,
    OrganizationStatus,
    Pillar,
    ServiceDomain,
)
from services.partners.references import OrganizationReference
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import (
    ABSENT,
    MAY_DO,
    NO_NUL,
    Body,
    Day,
    Kept,
    Language,
    LongText,
    Moment,
    Number,
    Patch,
    Reply,
    ShortText,
)

Website = Annotated[
    str,
    StringConstraints(max_length=500, pattern=r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[^\s\x00]*)?$"),
    Field(examples=["https://clinic.example"]),
]
Pillars = Annotated[list[Pillar], Field(max_length=10)]
Domains = Annotated[list[ServiceDomain], Field(max_length=30)]
MOST_LANGUAGES = 50
Languages = Annotated[
    list[Language], Field(max_length=MOST_LANGUAGES, description="In which its people can be spoken to.")
]
Latitude = Annotated[Number, Field(ge=-90, le=90)]
Longitude = Annotated[Number, Field(ge=-180, le=180)]
INTRODUCER = "Who of a family or elsewhere brought it, only where they agreed to be named; of children nobody is named."

OrganizationAct = Literal["change", "change_site", "delete_site", "merge", "sites", "split"]


class Identifier(Body):
    """A number others know it by."""

    scheme: IdentifierScheme = Field(
        description="ein: of US employers. uei: of SAM.gov. npi: of who gives health care. ipeds: of colleges."
    )
    value: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=NO_NUL)]

    @model_validator(mode="after")
    def _is_of_its_scheme(self) -> "Identifier":
        bare = rules.bare_identifier(self.scheme, self.value)
        if bare is None:
            raise ValueError(f"no identifier of the scheme {self.scheme}")
        self.value = bare
        return self


MOST_IDENTIFIERS = 20
Identifiers = Annotated[list[Identifier], Field(max_length=MOST_IDENTIFIERS)]


class OrganizationSite(Reply):
    """Where it works: an address of its own, or a school it comes to."""

    id: UUID
    name: str
    school: SchoolReference | None = Field(description="The school it comes to.")
    street: str | None
    city: str | None
    region: str | None
    postal_code: str | None
    area: str | None = Field(description="The part of town, by the name people have for it.")
    latitude: float | None = Field(description="In degrees, north of the equator above 0 (WGS 84).")
    longitude: float | None = Field(description="In degrees, east of Greenwich above 0 (WGS 84).")
    created_at: Moment
    updated_at: Moment


class Organization(Kept):
    """An organisation outside the district."""

    name: str
    kind: OrganizationKind
    status: OrganizationStatus
    status_reason: str | None
    identifiers: list[Identifier]
    website: str | None
    description: str | None
    pillars: list[Pillar]
    domains: list[ServiceDomain]
    languages: list[str]
    sites: list[OrganizationSite] = Field(description="In the order in which they were added.")
    introduced_by: IntroducedBy
    introduced_by_staff: StaffReference | None
    introduced_at_school: SchoolReference | None
    introducer: str | None = Field(description=INTRODUCER)
    introducer_agreed_on: Day | None
    merged_into: OrganizationReference | None = Field(
        description="The organization it is now part of: what refers to this one is shown there."
    )
    may: list[OrganizationAct] = MAY_DO


class OrganizationSiteCreate(Body):
    """One more site."""

    name: ShortText
    school_id: UUID | None = None
    street: ShortText | None = None
    city: ShortText | None = None
    region: ShortText | None = None
    postal_code: ShortText | None = None
    area: ShortText | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None

    @model_validator(mode="after")
    def _has_a_whole_position(self) -> "OrganizationSiteCreate":
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude go together")
        return self


class OrganizationCreate(Body):
    """A new organisation, a lead unless said otherwise."""

    name: ShortText
    kind: OrganizationKind
    status: OrganizationStatus = OrganizationStatus.LEAD
    status_reason: ShortText | None = None
    identifiers: Identifiers = []
    website: Website | None = None
    description: LongText | None = None
    pillars: Pillars = []
    domains: Domains = []
    languages: Languages = []
    sites: list[OrganizationSiteCreate] = Field(default=[], max_length=50)
    introduced_by: IntroducedBy = IntroducedBy.STAFF
    introduced_by_staff_id: UUID | None = Field(default=None, description="Only where staff introduced it.")
    introduced_at_school_id: UUID | None = None
    introducer: ShortText | None = Field(default=None, description=INTRODUCER)
    introducer_agreed_on: Day | None = None


class OrganizationUpdate(Patch):
    """A merge patch; its sites have calls of their own."""

    name: ShortText = ABSENT
    kind: OrganizationKind = ABSENT
    status: OrganizationStatus = ABSENT
    status_reason: ShortText | None = ABSENT
    identifiers: Identifiers = ABSENT
    website: Website | None = ABSENT
    description: LongText | None = ABSENT
    pillars: Pillars = ABSENT
    domains: Domains = ABSENT
    languages: Languages = ABSENT
    introduced_by: IntroducedBy = ABSENT
    introduced_by_staff_id: UUID | None = ABSENT
    introduced_at_school_id: UUID | None = ABSENT
    introducer: ShortText | None = ABSENT
    introducer_agreed_on: Day | None = ABSENT


class OrganizationSiteUpdate(Patch):
    """A merge patch."""

    name: ShortText = ABSENT
    school_id: UUID | None = ABSENT
    street: ShortText | None = ABSENT
    city: ShortText | None = ABSENT
    region: ShortText | None = ABSENT
    postal_code: ShortText | None = ABSENT
    area: ShortText | None = ABSENT
    latitude: Latitude | None = ABSENT
    longitude: Longitude | None = ABSENT


class OrganizationList(Paging):
    """Filters of the list of organisations; those merged into another are in it only with `updated_since`."""

    kind: Several[OrganizationKind] | None = None
    status: Several[OrganizationStatus] | None = None
    pillar: Several[Pillar] | None = None
    domain: Several[ServiceDomain] | None = None
    language: Several[Language] | None = None
    introduced_by: Several[IntroducedBy] | None = None
    school_id: Several[UUID] | None = Field(default=None, description="Those that come to one of these schools.")
    area: ShortText | None = Field(
        default=None, description="Those with a site in this part of town, whatever its case."
    )
    search: Annotated[str, StringConstraints(min_length=2, max_length=60, pattern=NO_NUL)] | None = Field(
        default=None, description="Those whose name has this in it, whatever its case."
    )
