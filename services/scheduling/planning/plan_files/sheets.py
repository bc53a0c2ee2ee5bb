"""A plan as a spreadsheet: one row an activity. What belongs to the plan, a goal or a strategy is said once, where it begins."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from services.scheduling.planning.plan_files import rules
from services.scheduling.planning.plan_files.columns import (
    ACTIVITY,
    ALWAYS,
    COLUMNS,
    GOAL,
    MAY_LACK,
    NUMBERS,
    PLAN,
    READERS,
    SPACE,
    STRATEGY,
    WORDS,
    WRITERS,
    column_of,
    word_of,
)
from services.scheduling.planning.plan_files.documents import MOST_BYTES, Document, Place, Unreadable, below
from shared.texts.words import Words
from shared.web.spreadsheets import guard, unguard

DELIMITERS = ",;\t"
SEPARATOR = re.compile(r"sep=([,;\t])", re.I)
#: Lines above the header that may be a title, and cells of such a line.
MOST_TITLES, MOST_TITLE_CELLS = 10, 2
LONGEST_CELL = 200_000
MOST_LINES = 50_000

csv.field_size_limit(MOST_BYTES)


class Row:
    """One row of a sheet, by column name."""

    def __init__(self, line: int, cells: dict[str, str]) -> None:
        self.line, self.cells = line, cells

    def states(self, *columns: str) -> bool:
        """Does it say anything in these columns?"""
        return any(self.cells.get(column, "").strip(SPACE) for column in columns)


class Sheet:
    """Puts rows together to a plan's content; a fault never keeps it from reading on."""

    def __init__(self, text: str) -> None:
        self.document = Document(data={"goals": []})
        self.text, said = _without_separator_line(text)
        first = self.text.lstrip("\r\n").partition("\n")[0]
        self.delimiter = said or max(DELIMITERS, key=first.count)
        #: The row begun last, of whose goal and strategy a row is that names none: cells that were merged.
        self.last = {"goal_code": "", "strategy_code": ""}
        self.goals: dict[str, tuple[dict[str, Any], str]] = {}
        self.strategies: dict[tuple[str, str], tuple[dict[str, Any], str]] = {}

    def read(self) -> Document:
        """The whole sheet. Raises `Unreadable`."""
        for row in self._rows():
            self._take(row)
        return self.document

    def _rows(self) -> Iterator[Row]:
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)
        header: list[str] | None = None
        before = 0
        try:
            for cells in reader:
                line, before = before + 1, reader.line_num
                if not any(cell.strip(SPACE) for cell in cells):
                    continue
                names = [column_of(cell) for cell in cells]
                if header is None:
                    if line <= MOST_TITLES and _is_title(cells, names):
                        continue
                    header = names
                    self._check_header(header, line)
                elif line > MOST_LINES:
                    raise Unreadable(
                        line,
                        Words(
                            f"more than {MOST_LINES} lines: no plan has so many",
                            es=f"más de {MOST_LINES} líneas: ningún plan tiene tantas",
                        ),
                        "too_many",
                    )
                elif [name for name in names if name] != [name for name in header if name]:
                    yield self._row(header, cells, line)
        except csv.Error:
            words = Words(
                "a quote in this row is not closed, or stands inside a cell that has none around it",
                es="una comilla de esta fila no se cierra, o está dentro de una celda que no lleva comillas",
            )
            raise Unreadable(before + 1, words, "syntax") from None
        if header is None:
            raise Unreadable(1, Words("there is no header row", es="no hay fila de encabezado"), "syntax")

    def _check_header(self, header: list[str], line: int) -> None:
        for place, name in enumerate(header):
            if name and name not in COLUMNS:
                self.document.refuse(
                    "",
                    Words(f"columns are {', '.join(COLUMNS)}", es=f"las columnas son {', '.join(COLUMNS)}"),
                    "column_unknown",
                    Place(line, name[:60]),
                )
            if name and name in header[:place]:
                self.document.refuse(
                    "",
                    Words("this column stands there twice", es="esta columna aparece dos veces"),
                    "column_repeated",
                    Place(line, name[:60]),
                )
        for name in COLUMNS:
            if name not in header and name not in MAY_LACK:
                self.document.refuse(
                    "",
                    Words("the header lacks this column", es="al encabezado le falta esta columna"),
                    "column_missing",
                    Place(line, name),
                )

    def _row(self, header: list[str], cells: list[str], line: int) -> Row:
        known: dict[str, str] = {}
        for place, cell in enumerate(cells):
            name = header[place] if place < len(header) else ""
            if not name and cell.strip(SPACE):
                words = Words(
                    f"cell {place + 1} of the row stands under no column's name",
                    es=f"la celda {place + 1} de la fila no está bajo el nombre de ninguna columna",
                )
                self.document.refuse("", words, "cell_without_column", Place(line))
            known.setdefault(name, cell)
        return Row(line, known)

    def _unmerge(self, row: Row) -> None:
        """Give a row that begins no goal or strategy of its own the codes of the one above."""
        cells = row.cells
        if not row.states(*GOAL) and row.states(*STRATEGY, *ACTIVITY):
            cells["goal_code"] = self.last["goal_code"]
        same_goal = cells.get("goal_code", "").strip(SPACE) == self.last["goal_code"]
        if same_goal and not row.states(*STRATEGY) and row.states(*ACTIVITY):
            cells["strategy_code"] = self.last["strategy_code"]
        for name in self.last if row.states(*GOAL) else ():
            self.last[name] = cells.get(name, "").strip(SPACE)
        if row.states(*STRATEGY):
            self.last["strategy_code"] = cells.get("strategy_code", "").strip(SPACE)

    def _take(self, row: Row) -> None:
        self._unmerge(row)
        content, code = self.document.data, row.cells.get
        self._state(content, "", PLAN, row)
        if not row.states(*GOAL, *STRATEGY, *ACTIVITY):
            return
        goal_code = code("goal_code", "").strip(SPACE)
        if goal_code not in self.goals:
            pointer = below("/goals", len(content["goals"]))
            self.goals[goal_code] = {"strategies": []}, pointer
            content["goals"].append(self.goals[goal_code][0])
        goal, pointer = self.goals[goal_code]
        self._state(goal, pointer, GOAL, row)
        if not row.states(*STRATEGY, *ACTIVITY):
            return
        key = goal_code, code("strategy_code", "").strip(SPACE)
        if key not in self.strategies:
            self.strategies[key] = {"activities": []}, f"{pointer}/strategies/{len(goal['strategies'])}"
            goal["strategies"].append(self.strategies[key][0])
        strategy, pointer = self.strategies[key]
        self._state(strategy, pointer, STRATEGY, row)
        if row.states(*ACTIVITY):
            activity: dict[str, Any] = {}
            self._state(activity, f"{pointer}/activities/{len(strategy['activities'])}", ACTIVITY, row)
            strategy["activities"].append(activity)

    def _state(self, part: dict[str, Any], pointer: str, columns: Mapping[str, str], row: Row) -> None:
        """Take what the row says of a part. What was said before must be said the same way again, or not at all."""
        places = self.document.places
        places.setdefault(pointer, Place(row.line))
        for column, name in columns.items():
            here = f"{pointer}/{name}"
            cell = row.cells.get(column)
            if cell is None:
                # The header's fault names the column once; no row need repeat it.
                self.document.unstated.add(here)
                continue
            place = Place(row.line, column)
            if not cell.strip(SPACE):
                places.setdefault(here, place)
                continue
            try:
                value = self._value(column, cell)
            except rules.NotUnderstood as fault:
                self.document.refuse(here, fault.args[0], "not_understood", place)
                self.document.unstated.add(here)
                continue
            if name not in part:
                part[name], places[here] = value, place
            elif part[name] != value:
                words = Words(
                    f"line {places[here].line} says something else; say it once",
                    es=f"la línea {places[here].line} dice otra cosa; dígalo una sola vez",
                )
                self.document.refuse(here, words, "says_otherwise", place)

    def _value(self, column: str, cell: str) -> Any:
        if column in NUMBERS:
            return rules.read_number(cell.strip(SPACE), decimal_comma=self.delimiter != ",")
        if column in READERS:
            if len(cell) > LONGEST_CELL:
                raise rules.NotUnderstood(f"at most {LONGEST_CELL} characters")
            return READERS[column](unguard(cell.strip(SPACE)))
        return word_of(column, cell.strip(SPACE)) if column in WORDS else unguard(cell)


def read_csv(text: str) -> Document:
    """A sheet's plan. Raises `Unreadable`."""
    return Sheet(text).read()


def write_csv(content: Mapping[str, Any]) -> str:
    """A plan's content as a sheet, in rows ended as RFC 4180 has it."""
    once = _cells(PLAN, content)
    rows = list(_rows_of(content)) or [{}]
    rows[0] = {**once, **rows[0]}
    said = {name for row in rows for name, cell in row.items() if cell}
    stream = io.StringIO(newline="")
    names = [name for name in COLUMNS if name in ALWAYS or name in said]
    writer = csv.DictWriter(stream, names, restval="", lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _rows_of(content: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for goal in content["goals"]:
        goal_cells = _cells(GOAL, goal)
        for strategy in goal["strategies"]:
            strategy_cells = _cells(STRATEGY, strategy)
            for activity in strategy["activities"] or [None]:
                yield {**goal_cells, **strategy_cells, **(_cells(ACTIVITY, activity) if activity else {})}
                goal_cells = {"goal_code": goal["code"]}
                strategy_cells = {"strategy_code": strategy["code"]}
        if not goal["strategies"]:
            yield goal_cells


def _cells(columns: Mapping[str, str], part: Mapping[str, Any]) -> dict[str, str]:
    cells = {}
    for column, name in columns.items():
        value = part.get(name)
        if value is not None:
            is_number = column in NUMBERS
            written = WRITERS.get(column, str)(value)
            cells[column] = written if is_number else guard(written)
    return cells


def _without_separator_line(text: str) -> tuple[str, str]:
    """The text without the line by which Excel is told what parts cells, and that sign; an empty line stands in its place."""
    first, end, rest = text.partition("\n")
    found = SEPARATOR.fullmatch(first.rstrip("\r").strip('"'))
    return (f"{end}{rest}", found[1]) if found else (text, "")


def _is_title(cells: list[str], names: list[str]) -> bool:
    """Is it a row above the header: a title in one cell, or two, none of which is a column's name?"""
    said = sum(bool(cell.strip(SPACE)) for cell in cells)
    return said <= MOST_TITLE_CELLS and not set(names) & set(COLUMNS)
