"""What an OAuth endpoint is sent: one form, read with a limit, every field at most once; and how it is refused."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from fastapi import Request, Response

from services.partners.access.tokens import rules
from shared.context.replies import json_reply

LONGEST_FORM = 16_384
MOST_FIELDS = 40
#: RFC 8707: the one field that may come several times.
REPEATABLE = frozenset({"resource"})
#: Addresses are logged by gateways and kept by browsers: none of these may stand in one.
CREDENTIALS = frozenset({"client_secret", "client_assertion", "token", "refresh_token", "subject_token", "code"})


#: The reply of a call that has nothing to tell.
NOTHING = {"content": {"application/json": {"schema": {"type": "object", "maxProperties": 0}}}}


class Refused(Exception):
    """A request refused in the words of RFC 6749 §5.2; `retry_after` in seconds."""

    def __init__(self, error: str, description: str, status: int = 400, *, retry_after: int | None = None) -> None:
        super().__init__(error)
        self.error, self.description, self.status, self.retry_after = error, description, status, retry_after

    def reply(self) -> Response:
        """As it is sent."""
        reply = json_reply({"error": self.error, "error_description": self.description})
        reply.status_code = self.status
        reply.headers["Pragma"] = "no-cache"
        if self.status == 401:
            reply.headers["WWW-Authenticate"] = 'Basic realm="throughline"'
        if self.retry_after is not None:
            reply.headers["Retry-After"] = str(self.retry_after)
        return reply


class Form:
    """The fields of a form. An empty field counts as left out (RFC 6749 §3.1)."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self._fields = fields

    def get(self, name: str) -> str:
        """A field's value, or nothing."""
        return self._fields.get(name, [""])[0]

    def need(self, name: str) -> str:
        """A field's value. Raises `Refused` when it was left out."""
        if not (value := self.get(name)):
            raise Refused("invalid_request", f"{name} is missing")
        return value

    def all(self, name: str) -> list[str]:
        """Every value of a field that may be repeated."""
        return self._fields.get(name, [])


async def read_form(request: Request) -> Form:
    """The form of a request. Raises `Refused` for a long, unreadable or ambiguous one, and for secrets in the address."""
    if CREDENTIALS & set(request.query_params):
        raise Refused(
            "invalid_request", "send credentials in the form or the Authorization header, never in the address"
        )
    sent = b""
    async for block in request.stream():
        sent += block
        if len(sent) > LONGEST_FORM:
            raise Refused("invalid_request", "the form is too long")
    try:
        fields = parse_qs(sent.decode("utf-8"), max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise Refused("invalid_request", "the body is not a form") from None
    twice = sorted(name for name, values in fields.items() if len(values) > 1 and name not in REPEATABLE)
    if twice or any("\x00" in value for values in fields.values() for value in values):
        raise Refused("invalid_request", "send each field once, as text")
    return Form(fields)


async def answer(request: Request, work: Callable[[Request, Form], Awaitable[Any]]) -> Response:
    """Read the form, do the work, and reply in JSON, or with nothing at all; or refuse in OAuth's words."""
    try:
        done = await work(request, await read_form(request))
        return Response() if done is None else json_reply(done)
    except Refused as refused:
        return refused.reply()


def granted_scopes(form: Form, held: list[str]) -> list[str]:
    """The scopes asked for, once each, or all held. Raises `Refused` (`invalid_scope`)."""
    wanted = list(dict.fromkeys(form.get("scope").split()))
    if beyond := sorted(set(wanted) - set(held)):
        raise Refused("invalid_scope", f"this client does not have {' '.join(beyond)}")
    return wanted or held


def granted_audience(form: Form, services: list[str] | None = None) -> str | list[str]:
    """`aud` for the `resource` fields of a form (RFC 8707), within the services a client is bound to."""
    audience = rules.audience(form.all("resource"), services)
    if audience is None:
        raise Refused("invalid_target", "resource is urn:throughline:service: and a service this client may call")
    return audience
