"""Rows as they are sent: as JSON, one JSON object a line, or CSV with a header.

What one row says is checked here; whom it is about is looked up later (`people.py`).
"""

import csv
import hashlib
import io
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import orjson
from fastapi import Request
from pydantic import BaseModel, ValidationError

from shared.context.context import Context
from shared.error_mapping import faults_of
from shared.errors import BodyTooLarge, Refusal, UnsupportedMediaType
from shared.texts.words import Words

JSON, LINES, CSV = "application/json", "application/x-ndjson", "text/csv"
#: Rows of one call, and of all calls of one batch.
MOST_ROWS, MOST_BATCH_ROWS = 100_000, 1_000_000
TOO_MANY = Words(
    f"One call takes {MOST_ROWS:,} rows: send the rest as a further part.",
    es=f"Una llamada admite {MOST_ROWS:,} filas: envíe el resto como otra parte.",
)
Row = TypeVar("Row", bound=BaseModel)
Cells = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row."""

    row: int
    pointer: str
    code: str
    detail: str


@dataclass
class Reading(Generic[Row]):
    """What could be read of a call's rows."""

    rows: list[tuple[int, Row]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    row_count: int = 0


def _as_they_are(cells: Cells) -> Cells:
    return cells


@dataclass(frozen=True)
class Form(Generic[Row]):
    """How rows of one kind are sent: `columns` names those of CSV, in small letters; where `ours_by` are there, `ours` too."""

    row: type[Row]
    columns: Mapping[str, str]
    needed: tuple[str, ...]
    unreadable: type[Refusal]
    each: Words
    ours: Mapping[str, str] = field(default_factory=dict)
    ours_by: frozenset[str] = frozenset()
    #: What two cells say together.
    joined: Callable[[Cells], Cells] = _as_they_are

    def read(self, sent: bytes, kind: str) -> Reading[Row]:
        """The rows of a body. Raises `unreadable` for what is none as a whole."""
        rows = {JSON: _document, LINES: _lines, CSV: _table}[kind](self, sent)
        found = Reading[Row]()
        for number, raw in enumerate(rows, 1):
            if number > MOST_ROWS:
                raise self.unreadable(TOO_MANY)
            found.row_count = number
            try:
                said = orjson.loads(raw) if isinstance(raw, bytes) else raw
                found.rows.append((number, self.row.model_validate(said)))
            except ValidationError as error:
                found.faults += [
                    Fault(number, one["pointer"], one["code"], str(one["detail"]))
                    for one in faults_of(error.errors(), said)
                ]
            except orjson.JSONDecodeError:
                found.faults.append(Fault(number, "", "row_unreadable", "It is no JSON object."))
        return found


def described(name: str, row: type[BaseModel], says: str) -> dict[str, Any]:
    """What the contract says of a body that is read as a stream."""
    schema = row.model_json_schema()
    items = {"type": "array", "maxItems": MOST_ROWS, "items": _in_place(schema, schema.pop("$defs", {}))}
    whole = {"title": name, "type": "object", "required": ["items"], "additionalProperties": False}
    text = {"schema": {"type": "string"}}
    content = {JSON: {"schema": {**whole, "properties": {"items": items}}}, LINES: text, CSV: text}
    return {"requestBody": {"required": True, "description": says, "content": content}}


def _in_place(schema: Any, known: Mapping[str, Any]) -> Any:
    """A schema with what it refers to in place of the references: where it goes there is nothing they could lead to."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            meant = _in_place(known[schema["$ref"].rpartition("/")[2]], known)
            return {**meant, **{name: part for name, part in schema.items() if name != "$ref"}}
        return {name: _in_place(part, known) for name, part in schema.items()}
    return [_in_place(part, known) for part in schema] if isinstance(schema, list) else schema


async def rows_only(request: Request) -> str:
    """The type of the body; any other is refused before a byte of it is read."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in (JSON, LINES, CSV):
        raise UnsupportedMediaType(Words(f"Send {JSON}, {LINES} or {CSV}.", es=f"Envíe {JSON}, {LINES} o {CSV}."))
    return sent


async def whole_body(ctx: Context, body: AsyncIterator[bytes]) -> tuple[bytes, str]:
    """A body and its SHA-256. Raises `BodyTooLarge`."""
    most, sent = ctx.settings.max_upload_bytes, bytearray()
    async for block in body:
        sent += block
        if len(sent) > most:
            raise BodyTooLarge(Words(f"At most {most} bytes.", es=f"Como máximo {most} bytes."))
    return bytes(sent), hashlib.sha256(sent).hexdigest()


def _document(form: Form[Any], sent: bytes) -> Iterable[Any]:
    try:
        found = orjson.loads(sent)
    except orjson.JSONDecodeError:
        raise form.unreadable(Words("The body is not valid JSON.", es="El cuerpo no es JSON válido.")) from None
    items = found.get("items") if isinstance(found, dict) and found.keys() == {"items"} else None
    if not isinstance(items, list):
        each = form.each
        raise form.unreadable(
            Words(f'Send {{"items": […]}}, each {each}.', es=f'Envíe {{"items": […]}}, cada uno {each.es}.')
        )
    return items


def _lines(form: Form[Any], sent: bytes) -> Iterable[bytes]:
    return (line for line in sent.splitlines() if line.strip())


def _table(form: Form[Any], sent: bytes) -> Iterator[Cells]:
    try:
        text = sent.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise form.unreadable(Words("Write the file in UTF-8.", es="Escriba el archivo en UTF-8.")) from None
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = _columns(form, next(lines, []))
        for cells in lines:
            if cells:
                said = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name and cell.strip()}
                yield form.joined(said)
    except csv.Error:
        raise form.unreadable(Words("A line of the file is no CSV.", es="Una línea del archivo no es CSV.")) from None


def _columns(form: Form[Any], header: list[str]) -> list[str]:
    """What each column is; "" of those that are not read."""
    folded = [name.strip().lower() for name in header]
    known = {**form.columns, **form.ours} if form.ours_by <= set(folded) else form.columns
    # Ed-Fi's own names are in camel case, its flat files' with the reference before the name; a column of the very name is meant
    # before one that only ends in it.
    plain = {known[name] for name in folded if name in known}
    ends = [known.get(name.rpartition(".")[2].rpartition("_")[2], "") for name in folded]
    found = [known.get(name, "" if end in plain else end) for name, end in zip(folded, ends, strict=True)]
    lacking = [name for name in form.needed if name not in found]
    if lacking:
        raise form.unreadable(
            Words(
                f"The header lacks {', '.join(lacking)}; the guide for student information systems names all columns.",
                es=f"Al encabezado le falta {', '.join(lacking)}; la guía para sistemas escolares nombra todas las columnas.",
            )
        )
    return found
