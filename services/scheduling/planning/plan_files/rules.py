"""The words of a spreadsheet's cells: targets, due rules, repetition, what counts as done. Each reads what the other writes."""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from services.scheduling.planning.evidence_types.catalogue import field_of, fields_of
from shared.texts.words import Words

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
US_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})")
DAY_MONTH = re.compile(r"([0-9]{1,2})[- ]([A-Za-z]{3,9})\.?[- ]([0-9]{4}|[0-9]{2})")
MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})")
#: How Excel counts days, and the numbers that are days of this century: 36526 is its first.
SERIAL = re.compile(r"(3[6-9]|[4-9][0-9])[0-9]{3}")
EXCEL_BEGINS = date(1899, 12, 30)
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
DUE = re.compile(
    r"(?P<count>[0-9]{1,4})\s+(?P<school>school\s+)?days?\s+(?P<direction>before|after)\s+(?P<anchor>.+)", re.I
)
GRACE = re.compile(r"(?P<rest>.*),\s+grace\s+(?P<count>[0-9]{1,3})\s+days?", re.I | re.DOTALL)
_NTH = r"first|second|third|fourth|fifth|[0-9]{1,2}(?:st|nd|rd|th)"
BY_DAY_TYPE = re.compile(
    rf"(?:every (?:(?P<every>{_NTH}) )?|(?P<place>last|(?:{_NTH})(?: last)?) )(?P<code>[a-z][a-z0-9_]*)(?: days?)?"
    rf"(?: of (?:the|each|every(?: (?P<months>{_NTH}))?) month)?",
    re.I,
)
ONGOING = ("ongoing", "on-going", "on going", "continuous", "all year", "throughout the year")
ANCHORS = {"publication": "publication", "school year start": "school_year_start"}
#: Targets of one word: every school, or the district itself.
WHOLE_TARGETS = ("all", "district")
RULES = {"level": "levels", "grade": "grades", "tag": "tags", "cohort": "cohorts"}
NAMES = {"codes": "local_codes", "ids": "school_ids"}
CONDITION = re.compile(r'([^=!<>&|"\s]+)\s*(!=|>=|<=|=|\sin\s)(.*)', re.DOTALL)
OPERATORS = {"=": "equals", "!=": "not_equals", ">=": "at_least", "<=": "at_most", "in": "one_of"}
SIGNS = {name: sign for sign, name in OPERATORS.items()}
THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,30})?")
WHOLE = re.compile(r"-?[0-9]{1,18}")


class NotUnderstood(ValueError):
    """A cell that says nothing we know; the message says how to write it."""


def read_day(text: str) -> str:
    """2026-12-04; 12/4/2026 or 12/4/26 (month, day, year); 4-Dec-26; December 4, 2026; a day's number in Excel.

    Raises `NotUnderstood`.
    """
    try:
        if ISO_DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
        if found := US_DAY.fullmatch(text):
            return _day(found[3], found[1], found[2])
        if found := DAY_MONTH.fullmatch(text):
            return _day(found[3], _month(found[2]), found[1])
        if found := MONTH_DAY.fullmatch(text):
            return _day(found[3], _month(found[1]), found[2])
        if SERIAL.fullmatch(text):
            return (EXCEL_BEGINS + timedelta(days=int(text))).isoformat()
    except ValueError:
        raise NotUnderstood(
            Words(
                "there is no such day; write 2026-12-04, or 12/4/2026 for the fourth of December",
                es="no existe ese día; escriba 2026-12-04, o 12/4/2026 para el cuatro de diciembre",
            )
        ) from None
    raise NotUnderstood(
        Words(
            "write the day as 2026-12-04, or as 12/4/2026 (month, day, year)",
            es="escriba el día como 2026-12-04, o como 12/4/2026 (mes, día, año)",
        )
    )


def _day(year: str, month: str | int, day: str) -> str:
    return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)).isoformat()


def _month(name: str) -> int:
    """The number of a month by its name or the first letters of it. Raises `ValueError`."""
    short = name.lower().removesuffix(".")
    return next((n for n, month in enumerate(MONTHS, 1) if len(short) >= 3 and month.startswith(short)), 0)


def read_number(text: str, *, decimal_comma: bool) -> float:
    """46, 46.5, 46%, 1,250 and, where semicolons part the cells, 46,5. Raises `NotUnderstood`."""
    wanted = text.removesuffix("%").strip()
    if decimal_comma and "." not in wanted:
        wanted = wanted.replace(",", ".", 1)
    elif not decimal_comma and THOUSANDS.fullmatch(wanted):
        wanted = wanted.replace(",", "")
    if not re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?", wanted):
        raise NotUnderstood(Words("write a number such as 46 or 46.5", es="escriba un número como 46 o 46.5"))
    return float(wanted)


def read_count(text: str) -> int:
    """A whole number such as 0 or 1. Raises `NotUnderstood`."""
    if not WHOLE.fullmatch(text):
        raise NotUnderstood(Words("write a whole number", es="escriba un número entero"))
    return int(text)


def write_number(value: float) -> str:
    """The shortest text that is read as the same number."""
    return repr(float(value)).removesuffix(".0")


def read_targets(text: str) -> dict[str, Any]:
    """`all`; `district`; `codes:KMS;JHS`; `level:elementary;grade:05;tag:x;cohort:y`. Raises `NotUnderstood`."""
    word = " ".join(text.lower().split())
    if word in ("all", "all schools", "every school"):
        return {"kind": "all"}
    if word in ("district", "the district", "the district itself"):
        return {"kind": "district"}
    found: dict[str, list[str]] = {}
    name = ""
    for part in split(text, ";"):
        word, colon, rest = part.partition(":")
        is_named = bool(colon) and word.strip().lower() in (*RULES, *NAMES)
        name = word.strip().lower() if is_named else name
        value = (rest if is_named else part).strip()
        if not name or not value:
            raise NotUnderstood(
                Words(
                    "write all, district, codes:KMS;JHS, or level:elementary;grade:05;tag:x;cohort:y",
                    es="escriba all, district, codes:KMS;JHS, o level:elementary;grade:05;tag:x;cohort:y",
                )
            )
        found.setdefault(name, []).append(unquoted(value))
    if set(found) <= set(NAMES):
        return {"kind": "schools", **{NAMES[name]: values for name, values in found.items()}}
    if set(found) <= set(RULES):
        return {"kind": "rule", **{RULES[name]: values for name, values in found.items()}}
    raise NotUnderstood(
        Words(
            "name schools, or give rules for them, not both",
            es="nombre escuelas o dé reglas para ellas, no ambas cosas",
        )
    )


def write_targets(targets: Mapping[str, Any]) -> str:
    """Targets in a cell."""
    if targets["kind"] in WHOLE_TARGETS:
        return str(targets["kind"])
    parts = []
    for name, key in {**NAMES, **RULES}.items():
        for place, value in enumerate(targets.get(key) or []):
            words = quoted(value, ";")
            is_clear = place > 0 and (words.startswith('"') or ":" not in words)
            parts.append(words if is_clear else f"{name}:{words}")
    return ";".join(parts)


def read_due(text: str) -> dict[str, Any]:
    """A day, `10 school days after publication | school year start | a day`, or `ongoing`. Raises `NotUnderstood`."""
    if text.lower() in ONGOING:
        return {"kind": "ongoing"}
    found = DUE.fullmatch(text)
    if not found:
        try:
            return {"kind": "date", "on": read_day(text)}
        except NotUnderstood:
            raise NotUnderstood(
                "write a day such as 2026-12-04, or 10 school days after publication (or before; or days; "
                "or school year start; or a day), or ongoing"
            ) from None
    due: dict[str, Any] = {
        "kind": "offset",
        "count": int(found["count"]),
        "unit": "school_days" if found["school"] else "days",
        "direction": found["direction"].lower(),
    }
    anchor = " ".join(found["anchor"].lower().split()).removeprefix("the ")
    if anchor in ANCHORS:
        return {**due, "anchor": ANCHORS[anchor]}
    return {**due, "anchor": "date", "anchor_on": read_day(found["anchor"].strip())}


def write_due(due: Mapping[str, Any]) -> str:
    """A due rule in a cell."""
    if due["kind"] == "date":
        return str(due["on"])
    if due["kind"] == "ongoing":
        return "ongoing"
    words = {value: words for words, value in ANCHORS.items()}
    unit = "school day" if due["unit"] == "school_days" else "day"
    anchor = words.get(due["anchor"]) or due["anchor_on"]
    return f"{due['count']} {unit}{'' if due['count'] == 1 else 's'} {due['direction']} {anchor}"


def read_repeat(text: str) -> dict[str, Any]:
    """An RFC 5545 rule, what becomes of a day without school, and grace: `FREQ=MONTHLY;BYDAY=1TU, else before, grace 3 days`.

    Or a type of days: `every reflection`, `every 2nd reflection`, `last reflection of the month`. Raises `NotUnderstood`.
    """
    found = GRACE.fullmatch(text)
    grace = {"grace_days": int(found["count"])} if found else {}
    if by_type := _by_day_type(found["rest"] if found else text):
        return {**by_type, **grace}
    rule, comma, moved = (found["rest"] if found else text).rpartition(", else ")
    return {"rrule": rule, "on_non_school_day": moved.lower(), **grace} if comma else {"rrule": moved, **grace}


def write_repeat(repeat: Mapping[str, Any]) -> str:
    """A repetition in a cell."""
    days = repeat.get("grace_days", 0)
    grace = f", grace {days} day{'' if days == 1 else 's'}" if days else ""
    if "day_type" in repeat:
        return f"{_say_by_day_type(repeat)}{grace}"
    return f"{repeat['rrule']}, else {repeat['on_non_school_day']}{grace}"


def _by_day_type(text: str) -> dict[str, Any] | None:
    """A repetition by a type of days, where a text says one. Raises `NotUnderstood`."""
    words = " ".join(text.split())
    if not (found := BY_DAY_TYPE.fullmatch(words)):
        if words.lower().startswith(("every ", "first ", "last ")):
            raise NotUnderstood(
                Words(
                    "write every reflection, every 2nd reflection, or first reflection of the month",
                    es="escriba every reflection, every 2nd reflection, o first reflection of the month",
                )
            )
        return None
    place, every, code = found["place"], found["every"] or found["months"], found["code"]
    if found["months"] and not place:
        raise NotUnderstood(
            Words(
                "write first reflection of every 2nd month, with its place in the month",
                es="escriba first reflection of every 2nd month, con su lugar en el mes",
            )
        )
    said: dict[str, Any] = {"day_type": code.lower()}
    if every:
        said["every"] = _place(every)
    if place:
        from_end = place.lower().endswith("last")
        said["of_month"] = -_place(place.lower().removesuffix("last")) if from_end else _place(place)
    return said


def _place(word: str) -> int:
    """first, second, 3rd, 4th."""
    named = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
    return named.get(word.strip().lower()) or int(re.sub(r"\D", "", word) or 1)


def _say_by_day_type(repeat: Mapping[str, Any]) -> str:
    code, every, place = repeat["day_type"], repeat.get("every", 1), repeat.get("of_month")
    if place is None:
        return f"every {'' if every == 1 else _ordinal(every) + ' '}{code}"
    month = "the month" if every == 1 else f"every {_ordinal(every)} month"
    said = f"{_ordinal(place)}" if place > 0 else "last" if place == -1 else f"{_ordinal(-place)} last"
    return f"{said} {code} of {month}"


def _ordinal(number: int) -> str:
    return f"{number}{'th' if 10 < number < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def read_done_when(text: str) -> dict[str, Any]:
    """`manual`, `note`, or `event:TYPE?field>=1&other=x&third in a|b`. Raises `NotUnderstood`."""
    if text.lower() in ("manual", "note"):
        return {"kind": text.lower()}
    word, _, rest = text.partition(":")
    if word.strip().lower() != "event" or not rest.strip():
        raise NotUnderstood(
            Words(
                "write manual, note, or event:TYPE?field>=value&other=value",
                es="escriba manual, note, o event:TYPE?field>=value&other=value",
            )
        )
    type_, mark, conditions = rest.strip().partition("?")
    found: list[dict[str, Any]] = []
    for wish in split(conditions, "&") if mark else []:
        part = CONDITION.fullmatch(wish.strip())
        if not part:
            raise NotUnderstood(
                Words(
                    "write conditions as field=value, !=, >=, <=, or field in a|b, with & between them",
                    es="escriba las condiciones como field=value, !=, >=, <=, o field in a|b, con & entre ellas",
                )
            )
        op = OPERATORS[part[2].strip()]
        kind = field_of(part[1], fields_of(type_.strip()) or {})
        values = [_value(value.strip(), kind.kind if kind else "text") for value in split(part[3], "|")]
        if op != "one_of" and len(values) != 1:
            raise NotUnderstood(
                Words("several values go with in: field in a|b", es="varios valores van con in: field in a|b")
            )
        found.append({"field": part[1], "op": op, "value": values if op == "one_of" else values[0]})
    return {"kind": "event", "event_type": type_.strip(), "conditions": found}


def write_done_when(done_when: Mapping[str, Any]) -> str:
    """What counts as done, in a cell."""
    if done_when["kind"] != "event":
        return str(done_when["kind"])
    parts = []
    for condition in done_when["conditions"]:
        value = condition["value"]
        words = "|".join(_written(each) for each in (value if isinstance(value, list) else [value]))
        sign = SIGNS[condition["op"]]
        parts.append(f"{condition['field']}{' in ' if sign == 'in' else sign}{words}")
    return f"event:{done_when['event_type']}{'?' if parts else ''}{'&'.join(parts)}"


def split(text: str, sign: str) -> list[str]:
    """The parts between the signs that stand outside quotes. It looks at each character once."""
    parts, begin, in_quotes, escaped = [], 0, False, False
    for at, char in enumerate(text):
        if escaped:
            escaped = False
        elif in_quotes and char == "\\":
            escaped = True
        elif char == '"':
            in_quotes = not in_quotes
        elif char == sign and not in_quotes:
            parts.append(text[begin:at])
            begin = at + 1
    return [*parts, text[begin:]]


def _value(text: str, kind: str) -> Any:
    if kind == "truth" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if kind == "number" and WHOLE.fullmatch(text):
        return int(text)
    return unquoted(text)


def _written(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool | int) else quoted(value, "&|")


def quoted(value: str, parting: str) -> str:
    """A value among such that signs part: in quotes where it has one of them."""
    is_plain = value == value.strip() and value and not any(sign in value for sign in f'{parting}"')
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def unquoted(text: str) -> str:
    """The value that may stand in quotes. Raises `NotUnderstood`."""
    if not text.startswith('"'):
        return text
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        raise NotUnderstood(
            Words("the text in quotes is not ended as it began", es="el texto entre comillas no termina como comenzó")
        ) from None
