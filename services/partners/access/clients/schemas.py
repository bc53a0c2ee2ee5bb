"""Wire models of machine clients."""

from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from services.partners.access.clients import rules
from services.partners.access.clients.keys import MOST_KEYS
from services.partners.references import ClientReference, PartyReference
from shared.context.paging import Paging
from shared.context.several import SeveralPeople
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import ABSENT, MAY_DO, Body, Instant, Moment, Patch, Reply, ShortText, Truth

Scope = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z-]+:[a-z]+$")]
Network = Annotated[str, StringConstraints(max_length=50), AfterValidator(rules.network)]


class ServiceName(StrEnum):
    """The services a client may get tokens for."""

    PARTNERS = "partners"
    SCHEDULING = "scheduling"
    ASSESSMENT = "assessment"
    NOTIFICATIONS = "notifications"


Scopes = Annotated[list[Scope], Field(min_length=1, max_length=80)]
SchoolIds = Annotated[
    list[UUID], Field(min_length=1, max_length=100, description="The schools it may reach; null for every school.")
]
Services = Annotated[
    list[ServiceName], Field(min_length=1, max_length=4, description="What it may get tokens for; null for all.")
]
Networks = Annotated[
    list[Network],
    Field(max_length=rules.MOST_NETWORKS, description="CIDR networks or addresses it may call from; none for any."),
]
PublicKeys = Annotated[
    list[dict[str, Any]],
    Field(
        max_length=MOST_KEYS, description="Public keys (JWK) for private_key_jwt: ES256, ES384, RS256, PS256, EdDSA."
    ),
]

ClientAct = Literal["change", "delete", "secrets"]
ClientSecretAct = Literal["delete"]


class Client(Reply):
    """An API credential, without its secrets."""

    id: UUID
    name: str
    scopes: list[str]
    staff: StaffReference | None
    schools: list[SchoolReference] | None
    services: list[str] | None
    networks: list[str]
    public_keys: list[dict[str, Any]]
    may_exchange: bool
    party: PartyReference | None
    for_setup: bool = Field(
        description="Made by the operator to set the district up. What it makes may outlast it, unless that makes clients too."
    )
    expires_at: Moment | None
    last_used_at: Moment | None = Field(description="To the minute. Using a client is no change of it.")
    revoked_at: Moment | None
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[ClientAct] = MAY_DO


class ClientWithSecret(Client):
    """A new credential. The secret is shown this once and cannot be read again; a client made with keys has none."""

    secret: str | None


class ClientCreate(Body):
    """A new credential."""

    name: ShortText = Field(description="What uses it, e.g. 'Nightly SIS sync'.")
    scopes: Scopes
    staff_id: UUID | None = Field(
        default=None, description="The staff member it acts as, bound by that person's roles; leave out for a system."
    )
    school_ids: SchoolIds | None = None
    services: Services | None = None
    networks: Networks = []
    public_keys: PublicKeys = []
    may_exchange: Truth = Field(
        default=False, description="May present people's ID tokens at the token exchange (RFC 8693)."
    )
    party_id: UUID | None = Field(default=None, description="The outside organisation it belongs to.")
    expires_at: Instant | None = Field(default=None, description="From then on it gets no token and has none.")


class ClientUpdate(Patch):
    """A merge patch; lists are replaced whole. What it loses it loses at once: its live tokens end."""

    name: ShortText = ABSENT
    scopes: Scopes = ABSENT
    school_ids: SchoolIds | None = ABSENT
    services: Services | None = ABSENT
    networks: Networks = ABSENT
    public_keys: PublicKeys = ABSENT
    may_exchange: Truth = ABSENT
    expires_at: Instant | None = ABSENT


class ClientList(Paging):
    """Filters of the list of clients."""

    staff_id: SeveralPeople | None = None


class ClientSecret(Reply):
    """A secret of a client, without the secret itself."""

    id: UUID
    client: ClientReference
    expires_at: Moment | None
    last_used_at: Moment | None
    revoked_at: Moment | None
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[ClientSecretAct] = MAY_DO


class NewClientSecret(ClientSecret):
    """A new secret, shown this once."""

    secret: str


class ClientSecretCreate(Body):
    """A further secret, so that one can be replaced by the other without a gap."""

    expires_at: Instant | None = Field(default=None, description="From then on it is refused.")
