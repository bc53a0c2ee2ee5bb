"""Wire models of identity providers."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from services.partners.access.identity_providers.rules import USUAL_ALGORITHMS, is_address
from services.partners.access.identity_providers.tables import ClientAuthentication, LinkedBy, ProviderKind
from shared.context.bulk import RowRefusal
from shared.context.paging import Paging
from shared.names import ONE_LINE
from shared.schemas import ABSENT, MAY_DO, Body, Moment, Patch, Reply, ShortText, Truth

ClaimName = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
Value = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=ONE_LINE)]
Audience = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[!-~]+$")]


def _addressed(issuer: str) -> str:
    if not is_address(issuer):
        raise ValueError("write it as in https://login.example.org")
    return issuer


Issuer = Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[!-~]+$"), AfterValidator(_addressed)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[ -~]+$")]
Domain = Annotated[
    str,
    StringConstraints(
        to_lower=True, max_length=253, pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$"
    ),
]
ScopeWord = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[!#-\[\]-~]+$")]
Algorithm = Annotated[str, StringConstraints(pattern=r"^(RS|PS|ES)(256|384|512)$")]

Audiences = Annotated[
    list[Audience],
    Field(
        max_length=20,
        description="Accepted audiences, besides the client id, of ID tokens that are exchanged for our tokens.",
    ),
]
Domains = Annotated[
    list[Domain],
    Field(max_length=50, description="If given, `email` must be in one of these domains and must not be unverified."),
]
RequiredClaims = Annotated[
    dict[ClaimName, Annotated[list[Value], Field(min_length=1, max_length=50)]],
    Field(
        max_length=10, description="Claims a token must have, each with its accepted values, e.g. {'hd': ['oak.org']}."
    ),
]
Scopes = Annotated[list[ScopeWord], Field(min_length=1, max_length=20, description="Asked for at sign-in.")]
Algorithms = Annotated[list[Algorithm], Field(min_length=1, max_length=9)]


class WayToLink(Body):
    """A claim and what of the staff member it must equal for a first sign-in to be theirs."""

    claim: ClaimName = Field(description="Never an e-mail address.")
    matches: LinkedBy = Field(description="`administrator` is no way to find somebody.")


Ways = Annotated[list[WayToLink], Field(max_length=6, description="Tried in this order at a first sign-in.")]
IdentityProviderAct = Literal["change", "check", "delete", "explain"]


class IdentityProvider(Reply):
    """An OpenID provider the district trusts, without its secret."""

    id: UUID
    name: str
    kind: ProviderKind
    issuer: str
    client_id: str
    client_authentication: ClientAuthentication
    has_secret: bool
    client_key_id: str | None = Field(
        description="The key we sign with at private_key_jwt; public at /oauth/identity-providers/{id}/jwks.json."
    )
    audiences: list[str]
    email_domains: list[str]
    required_claims: dict[str, list[str]]
    subject_claim: str
    link_by: list[dict[str, str]]
    scopes: list[str]
    algorithms: list[str]
    active: bool
    redirect_path: str = Field(description="Behind our issuer: the redirect URI to register with the provider.")
    authorization_endpoint: str
    key_ids: list[str] = Field(description="The issuer's keys as last read.")
    fetched_at: Moment
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[IdentityProviderAct] = MAY_DO


class IdentityProviderCreate(Body):
    """A new identity provider. Its discovery document and keys are read at once."""

    name: ShortText
    kind: ProviderKind
    issuer: Issuer = Field(description="Exactly as in its discovery document.")
    client_id: Audience
    client_authentication: ClientAuthentication = Field(description="With private_key_jwt we generate the key.")
    client_secret: Secret | None = Field(default=None, description="Kept sealed; it cannot be read again.")
    audiences: Audiences = []
    email_domains: Domains = []
    required_claims: RequiredClaims = {}
    subject_claim: ClaimName = Field(default="sub", description="Clever: multi_role_user_id.")
    link_by: Ways = []
    scopes: Scopes = ["openid"]
    algorithms: Algorithms = list(USUAL_ALGORITHMS)


class IdentityProviderUpdate(Patch):
    """A merge patch. Issuer, kind and subject claim stay: who is linked is linked by them."""

    name: ShortText = ABSENT
    client_id: Audience = ABSENT
    client_authentication: Annotated[
        ClientAuthentication, Field(description="Named again, private_key_jwt makes a new key.")
    ] = ABSENT
    client_secret: Secret = ABSENT
    audiences: Audiences = ABSENT
    email_domains: Domains = ABSENT
    required_claims: RequiredClaims = ABSENT
    link_by: Ways = ABSENT
    scopes: Scopes = ABSENT
    algorithms: Algorithms = ABSENT
    active: Truth = ABSENT


class IdentityProviderList(Paging):
    """Filters of the list of identity providers."""

    active: bool | None = None


class CheckReport(Reply):
    """What reading the issuer again found. Without problems its document and keys were kept."""

    ok: bool
    problems: list[RowRefusal]
    key_ids: list[str]
    fetched_at: Moment


class PublicKeys(Reply):
    """A JWK set (RFC 7517)."""

    keys: list[dict[str, Any]]
