"""Reading one file of a bundle, some thousand rows at a time: never the whole file at once."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from operator import itemgetter
from typing import Any

from services.assessment.roster.roster_imports.bounds import Bounds, Lines, TooLong
from services.assessment.roster.roster_imports.cells import LONGEST_ID, CellsFault, RowFault, moment, named
from services.assessment.roster.roster_imports.errors import FileMalformed
from services.assessment.roster.roster_imports.headers import KEYS, Header, read_header
from services.assessment.roster.roster_imports.ids import Ids
from services.assessment.roster.roster_imports.rows import Form, Record
from services.assessment.roster.roster_imports.tables import FaultSeverity
from services.assessment.roster.roster_imports.words import plain
from shared.names import is_line
from shared.texts.words import Words

CHUNK_ROWS = 4_000
_SHAPE = RowFault("", "row_shape", "The row has more or fewer cells than the header.")
_AHEAD = RowFault(KEYS[2], "date_ahead", "This moment lies ahead: the moment the bundle came counts.")
#: Clocks differ: so far ahead a moment is believed.
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True)
class Fault:
    """Why a row (row 0: the file) was not taken. `source_id` says whose row it is, when that could be read."""

    file: str
    row: int
    column: str | None
    code: str
    detail: str
    source_id: str | None
    severity: FaultSeverity = FaultSeverity.IDENTITY
    #: Of a ripple: the row it hangs on.
    cause_file: str | None = None
    cause_row: int | None = None


@dataclass
class Chunk:
    """Some rows of a file: what can be staged, what cannot, and whom the faulty ones speak of."""

    read: int = 0
    ended: bool = False
    records: list[Record] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    #: Faults of single cells, without which their rows were taken.
    slips: list[Fault] = field(default_factory=list)
    #: Their cells: file, row and column.
    spared: list[tuple[str, Any, str]] = field(default_factory=list)
    #: Kind and id, and the file and row that speak of it.
    protected: list[tuple[str, Any, str, int]] = field(default_factory=list)
    #: Kinds of which nobody can be taken for absent, because a faulty row does not say whose it is.
    unreadable: set[str] = field(default_factory=set)


class ColumnsMissing(Exception):
    """The header lacks required columns."""

    def __init__(self, header: Header) -> None:
        super().__init__("columns missing")
        self.header = header


class Reader:
    """Chunks of one file.

    Raises `ColumnsMissing` on the header, `FileMalformed` where it stops being CSV, and the refusals of what goes on and on.
    """

    def __init__(
        self, stream: io.TextIOBase, form: Form, ids: Ids, bounds: Bounds, *, delta: bool, sent_at: datetime
    ) -> None:
        self.bounds = bounds
        self.form = form
        self.ids = ids
        self.delta = delta
        self.sent_at = sent_at
        self.number = 0
        self._id_of: Callable[[str], Any] = getattr(ids, form.id_kind)
        self._lines = Lines(stream, bounds.row_signs)
        self._rows = csv.reader(self._lines, strict=True)
        first = self._next_row()
        bounds.check_cells(form.file, len(first))
        self.header = read_header(first, form)
        if self.header.missing:
            raise ColumnsMissing(self.header)
        # Every row is given one empty cell at its end, which stands for each column the header lacks.
        self._width, places = self.header.width, self.header.places
        keys = len(KEYS)
        self._key: Callable[[list[str]], tuple[str, str, str]] = itemgetter(*places[:keys])
        self._cells: Callable[[list[str]], tuple[str, ...]] = itemgetter(*places[keys:])
        self._blank: Record = (None,) * len(form.staged)

    def chunks(self) -> Iterator[Chunk]:
        """The rows, chunk by chunk."""
        ended = False
        while not ended:
            chunk = self.take()
            ended = chunk.ended
            yield chunk

    def take(self, most: int = CHUNK_ROWS) -> Chunk:
        """The next rows. Runs well in a thread of its own."""
        chunk = Chunk()
        taken = 0
        key, pick, parse, ids = self._key, self._cells, self.form.parse, self.ids
        further = self.form.further
        id_of, width, append, begin = self._id_of, self._width, chunk.records.append, self._lines.begin
        begin()
        longest = self.bounds.cell_bytes
        try:
            for row in islice(self._rows, most):
                taken += 1
                if begin() > longest and self.bounds.is_too_large(row):
                    raise TooLong
                if not row:
                    continue
                self.number += 1
                chunk.read += 1
                cells: tuple[str, ...] = ()
                source_id = ""
                at: datetime | None = None
                try:
                    if len(row) != width:
                        self.bounds.check_cells(self.form.file, len(row))
                        self._note_misshapen(chunk, row)
                        continue
                    row.append("")
                    source_id, status, modified = key(row)
                    cells = pick(row)
                    if not 0 < len(source_id) <= LONGEST_ID or not source_id.isprintable() or source_id.isspace():
                        named("sourcedId", source_id)
                    # In a bulk bundle the file is of one moment.
                    if self.delta:
                        at = self._modified(chunk, source_id, modified)
                    deleted = bool(status or self.delta) and self._is_deleted(status)
                    values = self._blank if deleted else parse(ids, cells)
                    append((self.number, id_of(source_id), source_id, deleted, at, *values))
                    if further is not None and not deleted:
                        for other, record in further(ids, cells):
                            append((self.number, id_of(other), other, False, at, *record))
                except CellsFault as found:
                    id_ = id_of(source_id)
                    append((self.number, id_, source_id, False, at, *found.taken))
                    for fault in found.cells:
                        chunk.spared.append((self.form.file, id_, fault.column))
                        chunk.slips.append(self._slip(fault, source_id))
                except RowFault as fault:
                    self._note(chunk, fault, source_id, cells)
        except (TooLong, csv.Error) as found:
            if _is_long(found):
                raise self.bounds.cell_too_large(self.form.file, self.number) from None
            raise FileMalformed(
                Words(
                    f"{self.form.file}.csv breaks off after row {self.number}: a quote is amiss.",
                    es=f"{self.form.file}.csv se interrumpe después de la "
                    f"fila {self.number}: sobra o falta una comilla.",
                )
            ) from None
        chunk.ended = taken < most
        return chunk

    def _modified(self, chunk: Chunk, source_id: str, text: str) -> datetime | None:
        try:
            found = moment(KEYS[2], text)
        except RowFault as fault:
            chunk.slips.append(self._slip(fault, source_id))
            return None
        if found and found > self.sent_at + CLOCKS_DIFFER:
            chunk.slips.append(replace(self._fault(_AHEAD, source_id), severity=FaultSeverity.ATTRIBUTE))
            return self.sent_at
        return found

    def _next_row(self) -> list[str]:
        try:
            return next(self._rows, [])
        except (TooLong, csv.Error) as found:
            if _is_long(found):
                raise self.bounds.cell_too_large(self.form.file, 0) from None
            raise FileMalformed(
                Words(
                    f"The header of {self.form.file}.csv is not CSV.",
                    es=f"El encabezado de {self.form.file}.csv no es CSV.",
                )
            ) from None

    def _is_deleted(self, status: str) -> bool:
        match plain(status):
            case "active":
                return False
            case "tobedeleted" | "inactive":
                return True
            case "" if not self.delta:
                return False
            case "":
                raise RowFault("status", "value_missing", "In a delta every row says active or tobedeleted.")
        raise RowFault("status", "status_unknown", "Write active or tobedeleted.")

    def _note(self, chunk: Chunk, fault: RowFault, source_id: str, cells: tuple[str, ...]) -> None:
        file, readable = self.form.file, _is_id(source_id)
        chunk.faults.append(self._fault(fault, source_id))
        if readable:
            chunk.protected.append((file, self._id_of(source_id), file, self.number))
        else:
            chunk.unreadable.add(file)
        if self.form.protects is not None:
            person = cells[self.form.protects] if cells else ""
            if person:
                chunk.protected.append(("users", self.ids.person(person), file, self.number))
            else:
                chunk.unreadable.add("users")

    def _note_misshapen(self, chunk: Chunk, row: list[str]) -> None:
        """Whoever such a row may be of is not taken for absent: cells that are too many or too few may have moved the id."""
        file, places, protects = self.form.file, self.header.places, self.form.protects
        chunk.faults.append(self._fault(_SHAPE, row[places[0]] if places[0] < len(row) else ""))
        self._protect_near(chunk, row, places[0], file, self._id_of)
        if protects is not None:
            self._protect_near(chunk, row, places[len(KEYS) + protects], "users", self.ids.person)

    def _protect_near(self, chunk: Chunk, row: list[str], place: int, kind: str, id_of: Callable[[str], Any]) -> None:
        moved = abs(len(row) - self._width)
        near = [cell for cell in row[max(0, place - moved) : place + moved + 1] if _is_id(cell) and not cell.isspace()]
        # It says nothing where it ought to, or a quote that was closed too late has swallowed further rows.
        if not {*row[place : place + 1]} & {*near} or any("\n" in cell or "\r" in cell for cell in row):
            chunk.unreadable.add(kind)
        chunk.protected += [(kind, id_of(cell), self.form.file, self.number) for cell in near]

    def _slip(self, fault: RowFault, source_id: str) -> Fault:
        found = self._fault(fault, source_id)
        return replace(found, severity=FaultSeverity.ATTRIBUTE, detail=f"{fault.detail} The row was taken without it.")

    def _fault(self, fault: RowFault, source_id: str) -> Fault:
        known = source_id if _is_id(source_id) else None
        return Fault(self.form.file, self.number, fault.column or None, fault.code, fault.detail, known)


def _is_long(found: Exception) -> bool:
    """Is it a cell or a row that does not end, or one that is no CSV?"""
    return isinstance(found, TooLong) or "field limit" in str(found)


def _is_id(source_id: str) -> bool:
    return 0 < len(source_id) <= LONGEST_ID and is_line(source_id)
