"""Rows as they are sent: as JSON, one JSON object a line, or CSV in our own columns, Ed-Fi's or Clever's.

What one row says is checked here; whom it is about is looked up later (`staging.py`).
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from pydantic import ValidationError

from services.assessment.attendance.batches.errors import AttendanceUnreadable
from services.assessment.attendance.batches.schemas import (
    MOST_ROWS,
    AttendanceEventBody,
    NamedRow,
    SchoolEnrollmentBody,
)
from services.assessment.attendance.codes.categories import DAY
from shared.error_mapping import faults_of
from shared.texts.words import Words

JSON, LINES, CSV = "application/json", "application/x-ndjson", "text/csv"
#: Our own names of ids speak of ours where the header is in our own words.
_OURS = {"student_id": "student_id", "school_id": "school_id"}
_THEIRS = {
    **{"studentuniqueid": "student_source_id", "schoolid": "school_source_id"},
    **{"student_id": "student_source_id", "school_id": "school_source_id"},
}


_FLAGS = {"is_removed": {"true": True, "false": False}}


@dataclass(frozen=True)
class Form:
    """What a row has. Names of columns of CSV, in lower case, by which a file is read; it needs some, and those of our own tell
    that it is in our own words.
    """

    body: type[NamedRow]
    columns: Mapping[str, str]
    needed: tuple[str, ...]
    own: frozenset[str]

    @property
    def own_names(self) -> dict[str, str]:
        """Our own names, whichever others there are."""
        return {name: name for name in self.body.model_fields}


#: Our own names, those of Ed-Fi's studentSchoolAttendanceEvents, and of Clever's file.
EVENTS = Form(
    AttendanceEventBody,
    {
        **{"eventdate": "day", "attendanceeventcategorydescriptor": "code", "eventduration": "duration"},
        **{"classperiodname": "period", "attendance_date": "day", "section_id": "period"},
        **{"attendance_status": "code", "excuse_code": "excuse"},
    },
    ("day", "code"),
    frozenset({"day", "code"}),
)
#: Our own names, and those of Ed-Fi's studentSchoolAssociations.
ENROLLMENTS = Form(
    SchoolEnrollmentBody,
    {
        **{"entrydate": "begins_on", "exitwithdrawdate": "ends_on"},
        **{"entrygradeleveldescriptor": "grade", "entrygradelevel": "grade"},
    },
    ("begins_on",),
    frozenset({"begins_on"}),
)
TOO_MANY = Words(
    f"One call takes {MOST_ROWS:,} rows: send the rest as a further part.",
    es=f"Una llamada admite {MOST_ROWS:,} filas: envíe el resto como otra parte.",
)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row."""

    row: int
    pointer: str
    code: str
    detail: str


@dataclass
class Reading:
    """What could be read of a call's rows."""

    rows: list[tuple[int, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    row_count: int = 0


def read(sent: bytes, kind: str, form: Form) -> Reading:
    """The rows of a body. Raises `AttendanceUnreadable` for what is none as a whole."""
    rows = _table(sent, form) if kind == CSV else {JSON: _document, LINES: _lines}[kind](sent)
    found = Reading()
    for number, raw in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise AttendanceUnreadable(TOO_MANY)
        found.row_count = number
        try:
            said = orjson.loads(raw) if isinstance(raw, bytes) else raw
            found.rows.append((number, form.body.model_validate(said)))
        except ValidationError as error:
            found.faults += [
                Fault(number, one["pointer"], one["code"], str(one["detail"]))
                for one in faults_of(error.errors(), said)
            ]
        except orjson.JSONDecodeError:
            found.faults.append(Fault(number, "", "row_unreadable", "It is no JSON object."))
    return found


def share_of(body: AttendanceEventBody, periods_a_day: int | None) -> int | None:
    """What a row says of the share of its day, in parts of a day; None: it leaves that to its code."""
    if body.duration is not None:
        return round(body.duration * DAY)
    if body.period is not None and periods_a_day is not None:
        return DAY // periods_a_day
    return None


def _document(sent: bytes) -> Iterable[Any]:
    try:
        found = orjson.loads(sent)
    except orjson.JSONDecodeError:
        raise AttendanceUnreadable(Words("The body is not valid JSON.", es="El cuerpo no es JSON válido.")) from None
    items = found.get("items") if isinstance(found, dict) and found.keys() == {"items"} else None
    if not isinstance(items, list):
        raise AttendanceUnreadable(
            Words('Send {"items": […]}, each a row.', es='Envíe {"items": […]}, cada uno una fila.')
        )
    return items


def _lines(sent: bytes) -> Iterable[bytes]:
    return (line for line in sent.splitlines() if line.strip())


def _table(sent: bytes, form: Form) -> Iterator[dict[str, Any]]:
    try:
        text = sent.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AttendanceUnreadable(Words("Write the file in UTF-8.", es="Escriba el archivo en UTF-8.")) from None
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = _columns(next(lines, []), form)
        for cells in lines:
            if cells:
                yield _of_cells(columns, cells)
    except csv.Error:
        raise AttendanceUnreadable(
            Words("A line of the file is no CSV.", es="Una línea del archivo no es CSV.")
        ) from None


def _columns(header: list[str], form: Form) -> list[str]:
    """What each column is; "" of those that are not read."""
    folded = [name.strip().lower() for name in header]
    ours = {**form.own_names, **_THEIRS, **form.columns, **(_OURS if form.own <= set(folded) else {})}
    # Ed-Fi's own names are in camel case, its flat files' with the reference before the name.
    found = [ours.get(name, ours.get(name.rpartition(".")[2].rpartition("_")[2], "")) for name in folded]
    lacking = [name for name in form.needed if name not in found]
    if lacking:
        raise AttendanceUnreadable(
            Words(
                f"The header lacks {', '.join(lacking)}; the guide for student information systems names all columns.",
                es=f"Al encabezado le falta {', '.join(lacking)}; la guía para sistemas escolares nombra todas las columnas.",
            )
        )
    return found


def _of_cells(columns: list[str], cells: list[str]) -> dict[str, Any]:
    said: dict[str, Any] = {
        name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name and cell.strip()
    }
    for name in said.keys() & _FLAGS.keys():
        said[name] = _FLAGS[name].get(said[name].lower(), said[name])
    # Clever says in two columns what is one code.
    if excuse := said.pop("excuse", ""):
        said["code"] = f"{said.get('code', '')}:{excuse}"
    return said
