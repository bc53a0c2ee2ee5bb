"""Wire models of published keys, introspection and the server's description of itself."""

from typing import Any

from pydantic import ConfigDict

from shared.schemas import Reply


class PublishedKeys(Reply):
    """A JWK set (RFC 7517)."""

    keys: list[dict[str, Any]]


class Introspection(Reply):
    """What a token stands for (RFC 7662 §2.2). A token that is not valid, for whatever reason, is `active: false` and no more."""

    model_config = ConfigDict(extra="allow")

    active: bool


class Metadata(Reply):
    """Authorization server metadata (RFC 8414)."""

    model_config = ConfigDict(extra="allow")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str
    introspection_endpoint: str
    jwks_uri: str
    scopes_supported: list[str]
    grant_types_supported: list[str]
    response_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    token_endpoint_auth_signing_alg_values_supported: list[str]
    revocation_endpoint_auth_methods_supported: list[str]
    revocation_endpoint_auth_signing_alg_values_supported: list[str]
    introspection_endpoint_auth_methods_supported: list[str]
    introspection_endpoint_auth_signing_alg_values_supported: list[str]
