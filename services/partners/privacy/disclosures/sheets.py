"""Who saw a student's records, as a file a parent opens."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from shared.web.spreadsheets import guard

COLUMNS = ("at", "who", "records", "basis", "purpose", "outcome", "required_by_99_32", "threat", "disclosed_to")


def as_csv(lines: Iterable[Mapping[str, Any]]) -> str:
    """One row a line; no cell is taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow([_cell(line[name]) for name in COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return guard("" if value is None else str(value))
