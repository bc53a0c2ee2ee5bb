"""Cursors: a place in one order of some rows, as text; and values as the text PostgreSQL reads them from."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from shared.errors import CursorInvalid
from shared.texts.words import Words


def bound_of(*said: str) -> str:
    """What a question is known by, made of all that it says; its cursors begin with it."""
    return base64.urlsafe_b64encode(hashlib.blake2b("\0".join(said).encode(), digest_size=6).digest()).decode()


#: How a cursor's key of each SQL type is read, to see that it is one.
KEY_READERS: dict[str, Callable[[str], object]] = {
    "uuid": UUID,
    "date": date.fromisoformat,
    "timestamptz": datetime.fromisoformat,
    "bigint": int,
    "int": int,
    "text": str,
}


def decode(cursor: str, order: Iterable[tuple[str, str]], bound: str) -> list[str | None]:
    """The keys of the row a cursor stands behind, of columns with these types. Raises `CursorInvalid`."""
    refused = CursorInvalid(Words("Start again without a cursor.", es="Empiece de nuevo sin cursor."))
    if not cursor.startswith(bound):
        raise CursorInvalid(
            Words(
                "It is of another list, or of other filters: start again without a cursor.",
                es="Es de otra lista o de otros filtros: empiece de nuevo sin cursor.",
            )
        )
    cursor, order = cursor.removeprefix(bound), list(order)
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(keys, list) or len(keys) != len(order):
            raise refused
        texts: list[str | None] = []
        for key, (_, kind) in zip(keys, order, strict=True):
            if not isinstance(key, str | int) or "\x00" in str(key):
                raise refused
            KEY_READERS[kind](str(key))
            texts.append(str(key))
    except (ValueError, binascii.Error, RecursionError):
        raise refused from None
    return texts


def sql_text(value: Any) -> str | None:
    """A value as the text PostgreSQL reads it from."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return value.isoformat()
        case str() | int() | UUID():
            return str(value)
        case _ if isinstance(value, Iterable):
            return (
                "{" + ",".join('"' + str(item).replace("\\", "\\\\").replace('"', '\\"') + '"' for item in value) + "}"
            )
    raise TypeError(f"no SQL text for {type(value)}")


def texts_of(values: Iterable[Any]) -> list[str | None]:
    """Plain values as PostgreSQL reads them."""
    return [None if value is None else str(value) for value in values]
