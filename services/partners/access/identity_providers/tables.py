"""A district's identity providers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.partners.access.identity_providers import rules
from shared.db.base import Base, DistrictOwned, Stamped, enumeration
from shared.db.keeping import Whose, of


class ProviderKind(StrEnum):
    """Which product it is: the meaning of its claims differs."""

    ENTRA_ID = "entra_id"
    GOOGLE = "google"
    CLEVER = "clever"
    CLASSLINK = "classlink"
    KEYCLOAK = "keycloak"
    OTHER = "other"


class ClientAuthentication(StrEnum):
    """How we show the provider who we are (OpenID Connect Core §9)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    PRIVATE_KEY = "private_key_jwt"
    NONE = "none"


class LinkedBy(StrEnum):
    """How somebody's first sign-in was linked to them."""

    SCIM_EXTERNAL_ID = "scim_external_id"
    SCIM_USER_NAME = "scim_user_name"
    STAFF_SOURCE_ID = "staff_source_id"
    ADMINISTRATOR = "administrator"


class IdentityProviderRow(DistrictOwned, Stamped, Base):
    """An OpenID provider the district trusts, what it said about itself, and its keys as last read.

    `sealed_secret` is the client secret or our private key, sealed with `SECRET_KEY`. `asked_at` is when it was last asked for
    its keys, `fetched_at` when it last answered; reading keys does not count as a change of the row.
    """

    __tablename__ = "identity_providers"
    keeping = of(Whose.DISTRICT)
    __table_args__ = (
        Index(
            "uq_identity_providers_issuer",
            "district_id",
            "issuer",
            "client_id",
            unique=True,
            postgresql_where=text("active"),
        ),
        Index("ix_identity_providers_id", "id", unique=True),
        Index("ix_identity_providers_updated_at", "district_id", "updated_at", "id"),
    )

    name: Mapped[str]
    kind: Mapped[ProviderKind] = mapped_column(enumeration(ProviderKind))
    issuer: Mapped[str]
    client_id: Mapped[str]
    client_authentication: Mapped[ClientAuthentication] = mapped_column(enumeration(ClientAuthentication))
    sealed_secret: Mapped[str | None]
    public_jwk: Mapped[dict[str, Any] | None]
    audiences: Mapped[list[str]]
    email_domains: Mapped[list[str]]
    required_claims: Mapped[dict[str, Any]]
    subject_claim: Mapped[str]
    link_by: Mapped[list[dict[str, Any]]]
    scopes: Mapped[list[str]]
    algorithms: Mapped[list[str]]
    active: Mapped[bool]
    discovery: Mapped[dict[str, Any]]
    jwks: Mapped[list[dict[str, Any]]]
    fetched_at: Mapped[datetime]
    asked_at: Mapped[datetime]

    @property
    def has_secret(self) -> bool:
        """Is a client secret or a private key kept?"""
        return self.sealed_secret is not None

    @property
    def client_key_id(self) -> str | None:
        """The id of the key we sign with towards the provider."""
        return str(self.public_jwk["kid"]) if self.public_jwk else None

    @property
    def key_ids(self) -> list[str]:
        """The ids of the provider's keys."""
        return [str(key.get("kid", "")) for key in self.jwks]

    @property
    def redirect_path(self) -> str:
        """Where its people come back to, below our own address."""
        return rules.redirect_path(self.issuer)

    @property
    def authorization_endpoint(self) -> str:
        """Where people are sent to sign in."""
        return str(self.discovery["authorization_endpoint"])
