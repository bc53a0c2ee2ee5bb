"""Wire models of tokens, in OAuth's own words."""

from shared.schemas import Reply


class Token(Reply):
    """An access token (RFC 6749 §5.1); `expires_in` in seconds. The last two only where the grant gives them."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str
    refresh_token: str | None = None
    issued_token_type: str | None = None


class TokenRefusal(Reply):
    """Why there is no token (RFC 6749 §5.2)."""

    error: str
    error_description: str
