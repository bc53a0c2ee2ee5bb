"""The two cookies: one that ties a sign-in under way to its browser, one that holds a session."""

from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request, Response

from services.partners.access.sign_ins.rules import ATTEMPT_LIVES
from shared.settings import Settings
from shared.tls import is_loopback

SESSION = "throughline"


def session_of(request: Request) -> str:
    """The session cookie's value, or nothing."""
    return request.cookies.get(_name(request.app.state.settings, SESSION), "")


def browser_of(request: Request, attempt_id: UUID) -> str:
    """The value that ties this browser to an attempt, or nothing."""
    return request.cookies.get(_name(request.app.state.settings, _of_attempt(attempt_id)), "")


def keep_session(response: Response, settings: Settings, secret: str, seconds: int) -> None:
    """Hold a session. Strict: no other site's page or link sends it; a front end of the same site does."""
    _set(response, settings, SESSION, secret, seconds, "strict")


def drop_session(response: Response, settings: Settings) -> None:
    """Forget the session."""
    _set(response, settings, SESSION, "", 0, "strict")


def keep_browser(response: Response, settings: Settings, attempt_id: UUID, secret: str) -> None:
    """Tie a browser to an attempt. Lax: people come back to us by a link of their provider's."""
    _set(response, settings, _of_attempt(attempt_id), secret, int(ATTEMPT_LIVES.total_seconds()), "lax")


def drop_browser(response: Response, settings: Settings, attempt_id: UUID) -> None:
    """Forget an attempt."""
    _set(response, settings, _of_attempt(attempt_id), "", 0, "lax")


def _of_attempt(attempt_id: UUID) -> str:
    # Of its own name for each: somebody may be signing in in two tabs.
    return f"throughline-sign-in-{attempt_id.hex[-12:]}"


def _set(response: Response, settings: Settings, name: str, value: str, seconds: int, same_site: str) -> None:
    response.set_cookie(
        _name(settings, name),
        value,
        max_age=seconds,
        path="/",
        secure=not _is_local(settings),
        httponly=True,
        samesite="strict" if same_site == "strict" else "lax",
    )


def _name(settings: Settings, name: str) -> str:
    # `__Host-`: set by this very host over TLS, for all of it and no other (RFC 6265bis §4.1.3.2).
    return name if _is_local(settings) else f"__Host-{name}"


def _is_local(settings: Settings) -> bool:
    """A machine of one's own, where there is no TLS and browsers keep no Secure cookies."""
    issuer = urlsplit(settings.issuer)
    return issuer.scheme == "http" and is_loopback(issuer.hostname or "")
