"""Refusals have names. Each becomes `application/problem+json` (RFC 9457) and is listed by the routes that give it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from typing import Any, ClassVar


class Refusal(Exception):
    """A named refusal: `status`, a stable `code` for programs, a `title` for people; `detail` says what to do next.

    Without one it is told what the code advises (`texts.toml`); `diagnosis` is for whoever operates the service.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "Refused"
    #: Names of the constraints it is the breach of; `*` stands for the table.
    constraints: ClassVar[tuple[str, ...]] = ()
    by_constraint: ClassVar[dict[str, "type[Refusal]"]] = {}

    def __init_subclass__(cls) -> None:
        for name in vars(cls).get("constraints", ()):
            if name in Refusal.by_constraint:
                raise TypeError(f"{name} is the breach of two refusals")
            Refusal.by_constraint[name] = cls

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
        diagnosis: str = "",
    ) -> None:
        super().__init__(self.code)
        self.detail = detail
        self.diagnosis = diagnosis
        self.errors = errors or []
        self.headers = headers or {}


def breach_of(constraint: str) -> type[Refusal]:
    """The refusal a breach of this constraint is: its own, else the one of its like, else `Conflict`."""
    known = Refusal.by_constraint
    like = next((kind for name, kind in known.items() if "*" in name and fnmatch(constraint, name)), Conflict)
    return known.get(constraint, like)


def fault(pointer: str, detail: str, code: str = "invalid") -> dict[str, str]:
    """One entry of a problem's `errors`: a JSON pointer into the body (or `?name`, `header`), what is wrong, its code."""
    return {"pointer": pointer, "detail": detail, "code": code}


class MalformedJson(Refusal):
    status, code, title = 400, "malformed_json", "The body is not valid JSON"


class RequestUnreadable(Refusal):
    status, code, title = 400, "request_unreadable", "The request cannot be read as HTTP"


class HeadersUnclear(Refusal):
    status, code, title = 400, "headers_unclear", "The request's headers can be read in more than one way"


class HeadersTooLarge(Refusal):
    status, code, title = 431, "headers_too_large", "The request has too many headers, or too long ones"


class TokenMissing(Refusal):
    status, code, title = 401, "token_missing", "This call needs an access token"


class TokenInvalid(Refusal):
    status, code, title = 401, "token_invalid", "The access token is not valid"


class ScopeMissing(Refusal):
    status, code, title = 403, "scope_missing", "The access token lacks the scope this call needs"


class NotPermitted(Refusal):
    status, code, title = 403, "not_permitted", "The caller's roles do not permit this"


class AddressRefused(Refusal):
    status, code, title = 403, "address_refused", "The access token may not be used from this address"


class NotFound(Refusal):
    status, code, title = 404, "not_found", "Not found in this district"


class Conflict(Refusal):
    status, code, title = 409, "conflict", "The change conflicts with another one"


class WrongState(Refusal):
    status, code, title = 409, "wrong_state", "Its current state does not allow this"


class RevokedAlready(Refusal):
    status, code, title = 409, "revoked_already", "It is revoked already"


class PeopleOnly(Refusal):
    status, code, title = 403, "people_only", "Only a person may do this, not a machine client"


class NotToYourself(Refusal):
    status, code, title = 403, "not_to_yourself", "You cannot grant this to yourself"


class NoSuchSchool(Refusal):
    status, code, title = 422, "no_such_school", "There is no such school in this district"
    constraints = ("fk_*_school",)


class NoSuchStaff(Refusal):
    status, code, title = 422, "no_such_staff", "There is no such staff member in this district"
    constraints = ("fk_*_staff",)


class NoSuchRole(Refusal):
    status, code, title = 422, "no_such_role", "There is no such role in this district's catalogue"


class NotAtSchool(Refusal):
    status, code, title = 422, "not_at_school", "This person holds no role at the school today"


class DaysOutOfOrder(Refusal):
    status, code, title = 422, "days_out_of_order", "The days are in the wrong order"
    constraints = ("ck_*_days_in_order",)


class Stale(Refusal):
    status, code, title = 412, "stale", "It has changed since you read it"


class BodyTooLarge(Refusal):
    status, code, title = 413, "body_too_large", "The body is larger than this call accepts"


class UnsupportedMediaType(Refusal):
    status, code, title = 415, "unsupported_media_type", "This call does not accept that media type"


class Invalid(Refusal):
    status, code, title = 422, "invalid", "Some values are not acceptable"


class CursorInvalid(Refusal):
    status, code, title = 422, "cursor_invalid", "This list did not issue that cursor"


class KeyReused(Refusal):
    status, code, title = 422, "idempotency_key_reused", "The Idempotency-Key was used for another request"


class KeyRefused(Refusal):
    status, code, title = 400, "idempotency_key_refused", "This call does not accept an Idempotency-Key"


class PreconditionUnknown(Refusal):
    status, code, title = 422, "precondition_unknown", "This call is held against no such version"


class VersionMissing(Refusal):
    status, code, title = 428, "version_missing", "If-Match with the version is required"


class TooManyCalls(Refusal):
    status, code, title = 429, "too_many_calls", "Too many calls"


class ServerFault(Refusal):
    status, code, title = 500, "server_fault", "Something went wrong on our side"


class Unavailable(Refusal):
    status, code, title = 503, "unavailable", "A component this service needs does not respond"


class TookTooLong(Unavailable):
    code, title = "took_too_long", "The call would take too long"


class OutsideFailed(Refusal):
    status, code, title = 422, "outside_failed", "The remote address could not be read"


class OutsideRefused(OutsideFailed):
    code, title = "outside_address_refused", "Calls to this address are not allowed"


class OutsideUnreachable(OutsideFailed):
    code, title = "outside_unreachable", "The remote server does not respond"


class OutsideTooSlow(OutsideFailed):
    code, title = "outside_too_slow", "The remote server takes too long to respond"


class OutsideTooLarge(OutsideFailed):
    code, title = "outside_too_large", "The remote server's response is too large"


class OutsideRedirects(OutsideFailed):
    code, title = "outside_redirects", "The other side sends us elsewhere, where we do not follow"


class OutsideGarbage(OutsideFailed):
    code, title = "outside_garbage", "The other side's answer is not a JSON object"


class OutsideStatus(OutsideFailed):
    code, title = "outside_status", "The other side answers with an error"


#: How reading an address that somebody else chose fails (`shared/web/egress.py`).
OUTSIDE: tuple[type[Refusal], ...] = (
    *(OutsideRefused, OutsideUnreachable, OutsideTooSlow, OutsideTooLarge),
    *(OutsideRedirects, OutsideGarbage, OutsideStatus),
)

#: What every guarded route may answer besides its own refusals.
EVERYWHERE: tuple[type[Refusal], ...] = (
    TokenMissing,
    TokenInvalid,
    ScopeMissing,
    AddressRefused,
    Invalid,
    TooManyCalls,
    Unavailable,
    TookTooLong,
)

PROBLEM_REF = {"$ref": "#/components/schemas/Problem"}
#: Where a response keeps its codes until the whole contract is made of them.
CODES = "x-codes"


def refusals(*kinds: type[Refusal], guarded: bool = True) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: its own refusals and, on guarded routes, those every route has, by status.

    Those that follow from the route's method and path are not said here: see `usual` in `shared/web/openapi.py`.
    """
    return described(*kinds, *(EVERYWHERE if guarded else (Invalid, Unavailable)))


def described(*kinds: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """These refusals by status, in the order given."""
    by_status: dict[int, list[type[Refusal]]] = defaultdict(list)
    for kind in kinds:
        if kind not in by_status[kind.status]:
            by_status[kind.status].append(kind)
    return {
        status: {
            "description": "; ".join(f"`{kind.code}`: {kind.title}" for kind in found),
            "content": {"application/problem+json": {"schema": _schema_of([kind.code for kind in found])}},
            CODES: [kind.code for kind in found],
        }
        for status, found in sorted(by_status.items())
    }


def _schema_of(codes: Sequence[str]) -> dict[str, Any]:
    known = [{"$ref": f"#/components/schemas/{problem_name(code)}"} for code in codes]
    return {"oneOf": known} if len(known) > 1 else known[0]


def problem_name(code: str) -> str:
    """What the contract calls the problem document of a code."""
    return code.title().replace("_", "") + "Problem"


def known_refusals() -> dict[str, type[Refusal]]:
    """Every refusal there is, by its code."""
    found: dict[str, type[Refusal]] = {}
    waiting = [Refusal]
    while waiting:
        kind = waiting.pop(0)
        found.setdefault(kind.code, kind)
        waiting += kind.__subclasses__()
    return found
