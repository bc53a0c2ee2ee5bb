"""What the authorization server says of itself (RFC 8414): nothing it does not do."""

from typing import Any

from services.partners.access.clients.keys import SIGNING
from services.partners.access.token_endpoint.grants import GRANTS
from services.partners.access.tokens.authenticating import METHODS
from shared.auth.scopes import SCOPES


def metadata(issuer: str) -> dict[str, Any]:
    """The document, for an issuer's address."""
    # A front end without a secret redeems, refreshes and revokes; only machine clients look into tokens.
    methods = {"token": [*METHODS, "none"], "revocation": [*METHODS, "none"], "introspection": METHODS}
    authentication = {
        name: value
        for endpoint, ways in methods.items()
        for name, value in (
            (f"{endpoint}_endpoint_auth_methods_supported", ways),
            (f"{endpoint}_endpoint_auth_signing_alg_values_supported", SIGNING),
        )
    }
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "scopes_supported": list(SCOPES),
        "grant_types_supported": list(GRANTS),
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "end_session_endpoint": f"{issuer}/oauth/logout",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        **authentication,
    }
