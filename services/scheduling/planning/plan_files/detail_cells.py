"""The words of a spreadsheet's cells for what a plan says besides its tasks. Each reads what the other writes."""

import json
import re
from collections.abc import Mapping
from typing import Any

from services.scheduling.planning.plan_files.rules import (
    NotUnderstood,
    quoted,
    read_day,
    read_number,
    split,
    unquoted,
    write_number,
)
from shared.texts.words import Words

QUOTED = r'"(?:[^"\\]|\\.)*"'
BENCHMARK = re.compile(rf"(?P<on>[^:=]+?)\s*[:=]\s*(?P<value>[^\s\"]+)(?:\s+(?P<note>{QUOTED}))?")
COST = re.compile(
    r"(?P<sign>\$)?\s*(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,10})(?:\.(?P<part>[0-9]{1,2}))?\s*(?P<currency>[A-Z]{3})?"
    rf"(?:\s+from\s+(?P<source>{QUOTED}|.+?))?(?:\s+for\s+(?P<purpose>{QUOTED}|.+))?"
)
HOURS = re.compile(r"(?P<start>[^-–—]+?)(?:\s*(?:[-–—]|to)\s*(?P<end>.+))?")
CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?\s*(?P<half>[ap])\.?m\.?|(?P<plain>[0-9]{1,2}:[0-9]{2})", re.I
)
YEARS = re.compile(r"(?:years?\s+)?(?P<first>[0-9]{1,2})(?:\s*(?:[-–—]|to)\s*(?P<last>[0-9]{1,2}))?", re.I)
MEASURED = re.compile(
    r"(?P<what>mean share|share meeting|count meeting)\s+of\s+(?P<code>[^\s/]+)(?:\s*/\s*(?P<subscale>[^\s/]+))?"
    r"(?:\s+in\s+(?P<window>[a-z]+))?",
    re.I,
)
PLAIN_WORDS = re.compile(r"[^\s\";][^\";]*")


def read_lines(text: str) -> list[str]:
    """Several words with semicolons between them, or each on a line of its own. Raises `NotUnderstood`."""
    parts = [part.strip() for part in split(text.replace("\r\n", ";").replace("\n", ";"), ";")]
    return [unquoted(part) for part in parts if part]


def write_lines(values: list[str]) -> str:
    """Several words in a cell."""
    return "; ".join(quoted(value, ";\n\r") for value in values)


def read_benchmarks(text: str) -> list[dict[str, Any]]:
    """`2026-12-04: 50; 2027-03-01: 65 "after the second training"`. Raises `NotUnderstood`."""
    found = []
    for part in split(text, ";"):
        one = BENCHMARK.fullmatch(part.strip())
        if one is None:
            raise NotUnderstood(
                Words(
                    "write benchmarks as 2026-12-04: 50; 2027-03-01: 65, with a note in quotes if you like",
                    es="escriba los valores intermedios como 2026-12-04: 50; "
                    "2027-03-01: 65, con una nota entre comillas si quiere",
                )
            )
        note = {"note": unquoted(one["note"])} if one["note"] else {}
        value = read_number(one["value"], decimal_comma=False)
        found.append({"on": read_day(one["on"].strip()), "value": value, **note})
    return found


def write_benchmarks(benchmarks: list[Mapping[str, Any]]) -> str:
    """Benchmarks in a cell."""
    return "; ".join(
        f"{one['on']}: {write_number(one['value'])}" + (f" {_in_quotes(one['note'])}" if one.get("note") else "")
        for one in benchmarks
    )


def read_costs(text: str) -> list[dict[str, Any]]:
    """`1,250.00 USD from Title I for substitutes; $300`. Raises `NotUnderstood`."""
    found = []
    for part in split(text, ";"):
        one = COST.fullmatch(part.strip())
        if one is None:
            raise NotUnderstood(
                Words(
                    "write costs as 1,250.00 USD from Title I for substitutes, with ; between several",
                    es="escriba los costos como 1,250.00 USD from Title I for substitutes, con ; entre varios",
                )
            )
        cents = int(one["whole"].replace(",", "")) * 100 + int((one["part"] or "0").ljust(2, "0"))
        words = {name: unquoted(one[name].strip()) for name in ("source", "purpose") if one[name]}
        found.append({"amount_cents": cents, "currency": one["currency"] or "USD", **words})
    return found


def write_costs(costs: list[Mapping[str, Any]]) -> str:
    """Cost lines in a cell."""
    return "; ".join(_written(cost) for cost in costs)


def read_hours(text: str) -> dict[str, str]:
    """`15:30-17:00`, `3:30 pm to 5 pm`, or the beginning alone. Raises `NotUnderstood`."""
    found = HOURS.fullmatch(text)
    words = "write hours as 15:30-17:00, or 3:30 pm to 5 pm"
    if found is None:
        raise NotUnderstood(words)
    times = [_clock(found[name].strip(), words) for name in ("start", "end") if found[name]]
    return dict(zip(("starts_at", "ends_at"), times, strict=False))


def write_hours(hours: Mapping[str, str]) -> str:
    """Hours in a cell."""
    return hours["starts_at"] + (f"-{hours['ends_at']}" if hours.get("ends_at") else "")


def read_years(text: str) -> dict[str, int]:
    """`2`, `2-4`, `Years 2 to 4`. Raises `NotUnderstood`."""
    found = YEARS.fullmatch(text)
    if found is None:
        raise NotUnderstood(
            Words("write the years of the plan as 1 or 2-4", es="escriba los años del plan como 1 o 2-4")
        )
    return {"first": int(found["first"]), "last": int(found["last"] or found["first"])}


def write_years(years: Mapping[str, int]) -> str:
    """Years of the plan in a cell. Excel would take 2-4 for a day."""
    return f"{years['first']}" if years["first"] == years["last"] else f"{years['first']} to {years['last']}"


def read_measured_by(text: str) -> dict[str, str]:
    """`mean share of tier1/teams in spring`; `share meeting of tier1`. Raises `NotUnderstood`."""
    found = MEASURED.fullmatch(text)
    if found is None:
        raise NotUnderstood(
            "write mean share, share meeting or count meeting of CODE, CODE/SUBSCALE, in fall if you like"
        )
    rest = {"subscale": found["subscale"], "window": found["window"] and found["window"].lower()}
    what = found["what"].lower().replace(" ", "_")
    return {"instrument_code": found["code"], "what": what, **{name: value for name, value in rest.items() if value}}


def write_measured_by(measured_by: Mapping[str, str]) -> str:
    """What measures a goal, in a cell."""
    subscale = f"/{measured_by['subscale']}" if measured_by.get("subscale") else ""
    window = f" in {measured_by['window']}" if measured_by.get("window") else ""
    return f"{measured_by['what'].replace('_', ' ')} of {measured_by['instrument_code']}{subscale}{window}"


def _clock(text: str, words: str) -> str:
    found = CLOCK.fullmatch(text)
    if found is None:
        raise NotUnderstood(words)
    if found["plain"]:
        return found["plain"].rjust(5, "0")
    hour = int(found["hour"])
    if not 1 <= hour <= 12:
        raise NotUnderstood(words)
    hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    return f"{hour:02}:{found['minute'] or '00'}"


def _written(cost: Mapping[str, Any]) -> str:
    cents = cost["amount_cents"]
    said = f"{cents // 100}.{cents % 100:02} {cost['currency']}"
    for word, name in (("from", "source"), ("for", "purpose")):
        if cost.get(name):
            said += f" {word} {_words(cost[name])}"
    return said


def _words(text: str) -> str:
    is_plain = PLAIN_WORDS.fullmatch(text) and text == text.strip() and not {"for", "from"} & set(text.lower().split())
    return text if is_plain else _in_quotes(text)


def _in_quotes(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
