"""Reading a calendar as CSV: one line a day and, if it names one, a school."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date

from services.scheduling.calendar.day_types.rules import DayType
from services.scheduling.year.calendar_imports.rules import LineFault, Wish
from shared.texts.words import Words

REQUIRED, OPTIONAL = ("day", "day_type"), ("school_code", "note")
DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
LONGEST_NOTE = 200


def read(text: str, types: Mapping[str, DayType]) -> tuple[list[Wish], list[LineFault]]:
    """The days a file lists, and what is wrong with it, by line (1 is the header)."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    wishes: list[Wish] = []
    faults: list[LineFault] = []
    seen: set[tuple[str | None, date]] = set()
    try:
        header = [cell.strip().lower() for cell in next(rows, [])]
        faults = _header_faults(header)
        if faults:
            return [], faults
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                faults.append(
                    LineFault(
                        rows.line_num,
                        "",
                        "row_shape",
                        Words("more or fewer cells than the header", es="más o menos celdas que el encabezado"),
                    )
                )
                continue
            cells = dict(zip(header, (cell.strip() for cell in row), strict=True))
            found = _wish(rows.line_num, cells, types)
            if isinstance(found, Wish) and (found.school_code, found.day) in seen:
                found = LineFault(
                    found.line,
                    "day",
                    "day_repeated",
                    Words(
                        "this day of this school was on a line before",
                        es="este día de esta escuela ya estaba en una línea anterior",
                    ),
                )
            if isinstance(found, Wish):
                seen.add((found.school_code, found.day))
                wishes.append(found)
            else:
                faults.append(found)
    except csv.Error:
        faults.append(
            LineFault(
                rows.line_num,
                "",
                "not_csv",
                Words(
                    "a quote is amiss, or a cell too long",
                    es="sobra o falta una comilla, o una celda es demasiado larga",
                ),
            )
        )
    return wishes, faults


def _header_faults(header: list[str]) -> list[LineFault]:
    faults = [
        LineFault(1, name, "column_missing", Words("this column is needed", es="esta columna es necesaria"))
        for name in REQUIRED
        if name not in header
    ]
    if len(set(header)) != len(header) or set(header) - {*REQUIRED, *OPTIONAL}:
        detail = Words(
            "the columns are day, day_type, school_code and note, each once",
            es="las columnas son day, day_type, school_code y note, cada una una vez",
        )
        faults.append(LineFault(1, "", "column_unknown", detail))
    return faults


def _wish(line: int, cells: dict[str, str], types: Mapping[str, DayType]) -> Wish | LineFault:
    note = cells.get("note") or None
    try:
        day = date.fromisoformat(cells["day"]) if DAY.fullmatch(cells["day"]) else None
    except ValueError:
        day = None
    if day is None:
        return LineFault(
            line,
            "day",
            "date_malformed",
            Words("write the day as in 2026-11-26", es="escriba el día como en 2026-11-26"),
        )
    if cells["day_type"] not in types:
        return LineFault(
            line,
            "day_type",
            "no_such_day_type",
            Words("give a code of GET /v1/day-types", es="indique un código de GET /v1/day-types"),
        )
    if note and (len(note) > LONGEST_NOTE or not note.isprintable()):
        return LineFault(
            line,
            "note",
            "note_unfit",
            Words(
                f"one line of at most {LONGEST_NOTE} characters",
                es=f"una línea de {LONGEST_NOTE} caracteres como máximo",
            ),
        )
    return Wish(line, day, cells["day_type"], cells.get("school_code") or None, note)
