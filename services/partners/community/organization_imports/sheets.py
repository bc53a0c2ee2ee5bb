"""A list of organisations as people have it: CSV of any spreadsheet, or an Excel workbook's first sheet."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from services.partners.community.organization_imports.columns import column_of
from services.partners.community.organization_imports.errors import SheetUnreadable
from shared.texts.words import Words
from shared.web.spreadsheets import unguard

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Of whoever does not know what it is: a workbook is a zip.
UNSAID = "application/octet-stream"
MOST_LINES = 2_000
#: Bytes a workbook may have unpacked: its parts say so themselves, and no more of one is read than it says.
MOST_UNPACKED = 20_000_000
#: Of one line; and signs a cell of a spreadsheet may have.
MOST_COLUMNS, LONGEST_CELL = 100, 32_767
#: Lines above the header that may be a title.
MOST_TITLES = 10
DELIMITERS = ",;\t"

csv.field_size_limit(200_000)


@dataclass
class Sheet:
    """The lines of a list, by column; and the names of columns nobody knows."""

    lines: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read(sent: bytes, kind: str) -> Sheet:
    """The whole list. Raises `SheetUnreadable`."""
    is_workbook = kind == XLSX or (kind == UNSAID and sent.startswith(b"PK"))
    rows = _of_workbook(sent) if is_workbook else _of_csv(sent)
    sheet, header = Sheet(), None
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            columns = [column_of(cell) for cell in cells]
            if "name" not in columns and line <= MOST_TITLES:
                continue
            header = _header(cells, columns, line, sheet)
        elif len(sheet.lines) >= MOST_LINES:
            raise SheetUnreadable(
                Words(f"At most {MOST_LINES:,} organizations a file.", es=f"Como máximo {MOST_LINES:,} por archivo.")
            )
        else:
            said = {name: unguard(cell.strip()) for name, cell in zip(header, cells, strict=False) if name}
            sheet.lines.append((line, {name: cell for name, cell in said.items() if cell}))
    if header is None:
        raise SheetUnreadable(
            Words(
                "No line names the columns: one is called Name.", es="Ninguna línea nombra las columnas: una es Nombre."
            )
        )
    return sheet


def _header(cells: Sequence[str], columns: list[str | None], line: int, sheet: Sheet) -> list[str | None]:
    if "name" not in columns:
        raise SheetUnreadable(
            Words(
                f"Line {line} names no column with the organization's name.",
                es=f"La línea {line} no nombra una columna con el nombre de la organización.",
            )
        )
    for place, column in enumerate(columns):
        if column is not None and column in columns[:place]:
            raise SheetUnreadable(
                Words(
                    f"Line {line} has two columns for {column}.", es=f"La línea {line} tiene dos columnas de {column}."
                )
            )
    sheet.unknown = [
        cell.strip()[:60] for cell, column in zip(cells, columns, strict=True) if cell.strip() and not column
    ]
    return columns


def _of_csv(sent: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    text = _decoded(sent)
    first = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            yield line, cells
    except csv.Error:
        raise SheetUnreadable(
            Words(
                f"Line {before + 1} has a quote that is not closed.",
                es=f"Una comilla de la línea {before + 1} no se cierra.",
            )
        ) from None


def _decoded(sent: bytes) -> str:
    """The text, in what spreadsheets write: UTF-8, UTF-16 with its mark, else Windows-1252."""
    if sent.startswith((b"\xff\xfe", b"\xfe\xff")):
        return sent.decode("utf-16", errors="replace").replace("\x00", "")
    try:
        return sent.decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError:
        return sent.decode("cp1252", errors="replace").replace("\x00", "")


def _of_workbook(sent: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    refused = SheetUnreadable(Words("It is no Excel workbook (.xlsx).", es="No es un libro de Excel (.xlsx)."))
    try:
        with zipfile.ZipFile(io.BytesIO(sent)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise refused
        book = load_workbook(io.BytesIO(sent), read_only=True, data_only=True)
        try:
            # Row by row and within bounds: what a sheet says of its own size is not believed.
            bounds = {"max_row": MOST_LINES + MOST_TITLES + 1, "max_col": MOST_COLUMNS}
            rows = book.worksheets[0].iter_rows(values_only=True, **bounds)
            found = [[_text(cell) for cell in cells] for cells in rows]
        finally:
            book.close()
    except SheetUnreadable:
        raise
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, IndexError, ValueError, TypeError, OSError):
        raise refused from None
    yield from enumerate(found, 1)


def _text(cell: object) -> str:
    """A cell as people see it: a number without a fraction is written whole."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if len(text := str(cell)) > LONGEST_CELL:
        raise SheetUnreadable(
            Words(
                f"A cell has more than {LONGEST_CELL:,} signs.", es=f"Una celda tiene más de {LONGEST_CELL:,} signos."
            )
        )
    return text.replace("\x00", "")
