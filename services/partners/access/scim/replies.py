"""SCIM's own format: what is answered, and how refusals are said (RFC 7644 §3.12)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
from fastapi import Response
from pydantic import ValidationError
from scim2_models import Error, SCIMException
from starlette.types import Scope

from services.partners.access.scim.errors import (
    InvalidFilter,
    InvalidPath,
    InvalidSyntax,
    InvalidValue,
    NoTarget,
    NotChangeable,
)
from shared.errors import Refusal
from shared.texts.words import Words

MEDIA_TYPE = "application/scim+json"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
#: The keyword of RFC 7644 table 9 that a refusal is, by its code.
KEYWORDS = {
    "invalid_filter": "invalidFilter",
    "search_too_wide": "tooMany",
    "invalid_path": "invalidPath",
    "invalid_syntax": "invalidSyntax",
    "malformed_json": "invalidSyntax",
    "invalid_value": "invalidValue",
    "invalid": "invalidValue",
    "no_target": "noTarget",
    "not_changeable": "mutability",
    "user_name_taken": "uniqueness",
    "user_exists": "uniqueness",
    "staff_not_clear": "uniqueness",
    "group_name_taken": "uniqueness",
}
KINDS: dict[str | None, type[Refusal]] = {
    "invalidFilter": InvalidFilter,
    "invalidPath": InvalidPath,
    "invalidSyntax": InvalidSyntax,
    "noTarget": NoTarget,
    "mutability": NotChangeable,
}


def scim(document: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A document of SCIM."""
    return Response(orjson.dumps(document), status, dict(headers or {}), media_type=MEDIA_TYPE)


def refused(_: Scope, refusal: Refusal) -> Response:
    """A refusal as SCIM's Error: our 422 is 400 there, and the detail ends with our stable code."""
    status = 400 if refusal.status == 422 else refusal.status
    places = "; ".join(f"{entry['pointer']}: {entry['detail']}" for entry in refusal.errors)
    said = ". ".join(part.rstrip(".") for part in (refusal.title, refusal.detail, places) if part)
    body: dict[str, Any] = {"schemas": [ERROR], "status": str(status), "detail": f"{said} ({refusal.code})"}
    if keyword := KEYWORDS.get(refusal.code):
        body["scimType"] = keyword
    return scim(body, status, refusal.headers)


@contextmanager
def reading() -> Iterator[None]:
    """Say what the SCIM library refuses in refusals of ours, without the values that were sent."""
    try:
        yield
    except ValidationError as error:
        found = Error.from_validation_errors(error)[0]
        raise KINDS.get(found.scim_type, InvalidValue)(_first_line(found.detail)) from None
    except SCIMException as error:
        raise KINDS.get(error.scim_type, InvalidValue)(_first_line(str(error))) from None
    except RecursionError:
        raise InvalidSyntax(Words("It is nested too deeply.", es="Está anidado a demasiada profundidad.")) from None


def _first_line(said: str | None) -> str:
    """A sentence: pydantic's own errors go over several lines, the place in the second, the words in the third."""
    lines = (said or "").splitlines()
    if len(lines) < 3:
        return lines[0] if lines else ""
    return f"{lines[1]}: {lines[2].partition('[type=')[0].strip()}"
