"""The same figures as CSV (RFC 4180): a first row that defines every column, then the lines."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from shared.web.spreadsheets import guard

FIXED = {
    "row": "definition, total, group, point or forecast",
    "as_of": "The moment the figures are of",
    "today": "The district's day at that moment",
}


#: Where a goal stands, in a sheet by goal.
MEASURED = {
    "latest_value": "The goal's latest value",
    "latest_on": "The day it is of",
    "due_value": "The value of the benchmark or target whose day has come last",
    "due_on": "That day",
    "stands": "reached, behind, not_due or no_value",
}


def sheet(
    document: Mapping[str, Any], facts: Mapping[str, str], figures: Iterable[str], rows: Iterable[tuple[str, Any]]
) -> str:
    """One table: the columns `facts` describes, then the figures, each with its definition in the first row."""
    figures = list(figures)
    names = [*FIXED, *facts, *figures]
    told = document["definitions"]
    defined = [FIXED | {"row": "definition"} | dict(facts) | {name: _said(told[name]) for name in figures}]
    lines = [{"row": row, "as_of": document["as_of"], "today": document["today"], **values} for row, values in rows]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for line in (*defined, *lines):
        writer.writerow({name: guard(value) if isinstance(value, str) else value for name, value in line.items()})
    return text.getvalue()


def of_roll_up(document: Mapping[str, Any]) -> str:
    """A roll-up: its total, then its groups."""
    facts = {"by": "What the line counts", "id": "Its id", "code": "Its code", "title": "Its title"}
    if document["by"] == "plan":
        facts |= {"state": "published or closed", "ended_on": "The day it was closed"}
    figures = document["total"]
    rows = [("total", {"by": "total", **document["total"]})]
    goals = (
        {goal["goal"]["id"]: _measured(goal) for goal in document.get("goals", [])} if document["by"] == "goal" else {}
    )
    if goals:
        facts |= MEASURED
    rows += [("group", {"by": document["by"], **group, **goals.get(group["id"], {})}) for group in document["groups"]]
    return sheet(document, facts, figures, rows)


def _measured(goal: Mapping[str, Any]) -> dict[str, Any]:
    return {name: goal[name] for name in MEASURED}


def of_series(document: Mapping[str, Any]) -> str:
    """A burn-up: a line for each day or week, the forecast's day in the last."""
    rows = [("point", point) for point in document["points"]]
    rows.append(("forecast", {"on": document["forecast"]["finishes_on"], "forecast": document["forecast"]["said"]}))
    return sheet(document, {"on": "The day"}, ("scope", "done", "planned", "forecast"), rows)


def _said(definition: Mapping[str, str]) -> str:
    return f"{definition['title']} ({definition['unit']}): {definition['definition']}"
