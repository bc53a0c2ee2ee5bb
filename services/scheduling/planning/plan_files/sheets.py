"""A plan as a spreadsheet: one row an activity. What belongs to the plan, a goal or a strategy is said once, where it begins."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from services.scheduling.planning.plan_files import rules
from services.scheduling.planning.plan_files.documents import MOST_BYTES, Document, Place, Unreadable, below
from shared.web.spreadsheets import guard, unguard

PLAN = {"plan_title": "title", "school_year": "school_year", "plan_summary": "summary"}
GOAL = {
    **{"goal_code": "code", "goal_title": "title", "measure": "measure", "unit": "unit"},
    **{"baseline": "baseline", "target": "target", "target_on": "target_on"},
}
STRATEGY = {"strategy_code": "code", "strategy_title": "title", "strategy_description": "description"}
ACTIVITY = {
    **{"activity_code": "code", "activity_title": "title", "instructions": "instructions"},
    **{"owner_role": "owner_role", "owned_by": "owned_by", "owner_id": "owner_id", "targets": "targets", "due": "due"},
    **{"repeat": "repeat", "done_when": "done_when"},
}
COLUMNS = [*PLAN, *GOAL, *STRATEGY, *ACTIVITY]
MAY_LACK = {"plan_summary", "strategy_description", "instructions", "owned_by", "owner_id", "repeat"}
READERS: dict[str, Callable[[str], Any]] = {
    "target_on": rules.read_day,
    "targets": rules.read_targets,
    "due": rules.read_due,
    "repeat": rules.read_repeat,
    "done_when": rules.read_done_when,
}
WRITERS: dict[str, Callable[[Any], str]] = {
    "baseline": rules.write_number,
    "target": rules.write_number,
    "target_on": str,
    "targets": rules.write_targets,
    "due": rules.write_due,
    "repeat": rules.write_repeat,
    "done_when": rules.write_done_when,
}
WORDS = {"unit", "owner_role", "owned_by", "owner_id", "goal_code", "strategy_code", "activity_code"}
DELIMITERS = ",;\t"
# Spreadsheet programs leave these around what people see as an empty cell. Other signs may be a text.
SPACE = " \t\r\n\xa0"
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
        self.text = text
        first = text.lstrip("\r\n").partition("\n")[0]
        self.delimiter = max(DELIMITERS, key=first.count)
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
                names = [_name(cell) for cell in cells]
                if header is None:
                    header = names
                    self._check_header(header, line)
                elif line > MOST_LINES:
                    raise Unreadable(line, f"more than {MOST_LINES} lines: no plan has so many", "too_many")
                elif [name for name in names if name] != [name for name in header if name]:
                    yield self._row(header, cells, line)
        except csv.Error:
            words = "a quote in this row is not closed, or stands inside a cell that has none around it"
            raise Unreadable(before + 1, words, "syntax") from None
        if header is None:
            raise Unreadable(1, "there is no header row", "syntax")

    def _check_header(self, header: list[str], line: int) -> None:
        for place, name in enumerate(header):
            if name and name not in COLUMNS:
                self.document.refuse("", f"columns are {', '.join(COLUMNS)}", "column_unknown", Place(line, name[:60]))
            if name and name in header[:place]:
                self.document.refuse("", "this column stands there twice", "column_repeated", Place(line, name[:60]))
        for name in COLUMNS:
            if name not in header and name not in MAY_LACK:
                self.document.refuse("", "the header lacks this column", "column_missing", Place(line, name))

    def _row(self, header: list[str], cells: list[str], line: int) -> Row:
        known: dict[str, str] = {}
        for place, cell in enumerate(cells):
            name = header[place] if place < len(header) else ""
            if not name and cell.strip(SPACE):
                words = f"cell {place + 1} of the row stands under no column's name"
                self.document.refuse("", words, "cell_without_column", Place(line))
            known.setdefault(name, cell)
        return Row(line, known)

    def _take(self, row: Row) -> None:
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
                self.document.refuse(here, str(fault), "not_understood", place)
                self.document.unstated.add(here)
                continue
            if name not in part:
                part[name], places[here] = value, place
            elif part[name] != value:
                words = f"line {places[here].line} says something else; say it once"
                self.document.refuse(here, words, "says_otherwise", place)

    def _value(self, column: str, cell: str) -> Any:
        if column in ("baseline", "target"):
            return rules.read_number(cell.strip(SPACE), decimal_comma=self.delimiter != ",")
        if column in READERS:
            if len(cell) > LONGEST_CELL:
                raise rules.NotUnderstood(f"at most {LONGEST_CELL} characters")
            return READERS[column](unguard(cell.strip(SPACE)))
        return cell.strip(SPACE) if column in WORDS else unguard(cell)


def read_csv(text: str) -> Document:
    """A sheet's plan. Raises `Unreadable`."""
    return Sheet(text).read()


def write_csv(content: Mapping[str, Any]) -> str:
    """A plan's content as a sheet, in rows ended as RFC 4180 has it."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    once = _cells(PLAN, content)
    for row in _rows_of(content):
        writer.writerow({**once, **row})
        once = {}
    if once:
        writer.writerow(once)
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
            is_number = column in ("baseline", "target")
            written = WRITERS.get(column, str)(value)
            cells[column] = written if is_number else guard(written)
    return cells


def _name(cell: str) -> str:
    return "_".join(cell.strip(SPACE).lower().replace("-", " ").replace("_", " ").split())
