"""Whole plans of every form, for round trips."""

import re
from datetime import date
from typing import Any

from hypothesis import strategies as st

from services.scheduling.planning.plans.schemas import PlanCreate

CONTROLS = "".join(map(chr, (*range(32), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A))))
CONTROL = re.compile(f"[{re.escape(CONTROLS)}]")
SIGNS = st.characters(codec="utf-8", exclude_characters="\x00")
ODDITIES = [
    *(
        "=SUM(A1)",
        "+1",
        "-5",
        "@x",
        "'=x",
        "''-x",
        "a;b",
        'say "yes"',
        "a,b",
        "05",
        "1e5",
        "on",
        "null",
        "~",
        "#no",
    ),
    *("2026-12-04", "a: b", "- a", "true", "12:30", "é ü", "a\nb", "a\r\nb", "x\ty", "\u2028z", "\x85q", "\ufeffb"),
    *("🙂", "a\\", "|", ">", "{", "&a", "*a", "!a", "%a", "`", "\x1f", "<<", "0x1F", "1_000", ".5", "\x7f", "' '"),
]
ODD = st.sampled_from(ODDITIES)
ANY_TEXT = st.one_of(ODD, st.text(SIGNS, max_size=40))
LONG = ANY_TEXT
FILLED = LONG.map(lambda text: text if text.strip() else f"{text}m")
#: One line with something in it. Made so, not sifted: how much a sieve leaves depends on which modules a process has loaded.
ON_A_LINE = st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp"), exclude_characters=CONTROLS)
SHORT = st.one_of(
    st.sampled_from([text for text in ODDITIES if text.strip() and not CONTROL.search(text)]),
    st.builds(str.__add__, ON_A_LINE, st.text(st.characters(codec="utf-8", exclude_characters=CONTROLS), max_size=29)),
)
WORD = st.one_of(ODD, st.text(SIGNS, min_size=1, max_size=20))
LINES = st.lists(SHORT, min_size=1, max_size=3)
BENCHMARKS = st.builds(
    lambda days, values, note: [
        {"on": on, "value": value, **({"note": note} if note else {})}
        for on, value in zip(sorted(days), values, strict=False)
    ],
    st.sets(st.dates(date(1900, 1, 1), date(1999, 12, 31)).map(date.isoformat), min_size=1, max_size=3),
    st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=3, max_size=3),
    st.one_of(st.none(), SHORT),
)
COSTS = st.lists(
    st.fixed_dictionaries(
        {"amount_cents": st.integers(0, 100_000_000_000), "currency": st.sampled_from(["USD", "CAD"])},
        optional={"source": SHORT, "purpose": SHORT},
    ),
    min_size=1,
    max_size=3,
)
GOAL_DETAILS = {
    **dict.fromkeys(("objective", "root_cause", "theory_of_action"), FILLED),
    "key_outcomes": LINES,
    "benchmarks": BENCHMARKS,
    "measured_by": st.fixed_dictionaries(
        {
            "instrument_code": st.just("tier1"),
            "what": st.sampled_from(["mean_share", "share_meeting", "count_meeting"]),
        },
        optional={"subscale": st.just("teams"), "window": st.sampled_from(["fall", "winter", "spring"])},
    ),
}
ACTIVITY_DETAILS = {
    "starts_on": st.just("1900-01-01"),
    "follow_up_on": st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat),
    "hours": st.sampled_from([{"starts_at": "15:30"}, {"starts_at": "07:05", "ends_at": "23:59"}]),
    "years": st.sampled_from([{"first": 0, "last": 0}, {"first": 2, "last": 4}]),
    **dict.fromkeys(("responsible", "resources"), LINES),
    "costs": COSTS,
    **dict.fromkeys(("evidence_wanted", "notes"), FILLED),
    "status_words": SHORT,
}
CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,9}", fullmatch=True)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat)
TARGET_DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 31)).map(date.isoformat)
NUMBERS = st.floats(-1e9, 1e9, allow_nan=False, allow_infinity=False)
WORDS = st.lists(WORD, min_size=1, max_size=3)
TARGETS = st.one_of(
    st.just({"kind": "all"}),
    st.builds(lambda ids: {"kind": "schools", "school_ids": sorted(map(str, ids))}, st.sets(st.uuids(), min_size=1)),
    st.fixed_dictionaries(
        {"kind": st.just("rule"), "tags": WORDS},
        optional={
            "levels": st.lists(st.sampled_from(["elementary", "high"]), min_size=1, max_size=3),
            "grades": WORDS,
            "cohorts": WORDS,
        },
    ),
)
ANCHORS = st.one_of(
    st.sampled_from([{"anchor": "publication"}, {"anchor": "school_year_start"}]),
    st.builds(lambda day: {"anchor": "date", "anchor_on": day}, DAYS),
)
DUE = st.one_of(
    st.just({"kind": "ongoing"}),
    st.builds(lambda day: {"kind": "date", "on": day}, DAYS),
    st.builds(
        lambda count, unit, direction, anchor: {
            **{"kind": "offset", "count": count, "unit": unit, "direction": direction},
            **anchor,
        },
        st.integers(0, 1000),
        st.sampled_from(["days", "school_days"]),
        st.sampled_from(["before", "after"]),
        ANCHORS,
    ),
)


REPEAT = st.builds(
    lambda rule, moved, grace: {"rrule": rule, "on_non_school_day": moved, **grace},
    st.sampled_from(["FREQ=MONTHLY;BYDAY=1TU", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=5", "FREQ=DAILY;UNTIL=20270101"]),
    st.sampled_from(["before", "after", "skip"]),
    st.sampled_from([{}, {"grace_days": 1}, {"grace_days": 60}]),
)


def condition(field: str, op: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Conditions of one form."""
    return st.builds(lambda value: {"field": field, "op": op, "value": value}, values)


CONDITIONS = st.one_of(
    condition("points", "at_least", st.integers(-5, 50)),
    condition("points", "not_equals", st.integers(-5, 50)),
    condition("possible", "at_most", st.integers(0, 50)),
    condition("met_threshold", "equals", st.booleans()),
    condition("instrument_code", "equals", WORD),
    condition("instrument_version", "not_equals", WORD),
    condition("instrument_code", "one_of", WORDS),
)
DONE_WHEN = st.one_of(
    st.sampled_from([{"kind": "manual"}, {"kind": "note"}]),
    st.builds(
        lambda conditions: {
            "kind": "event",
            "event_type": "assessment.administration.scored.v2",
            "conditions": conditions,
        },
        st.lists(CONDITIONS, max_size=3),
    ),
)

OWNERS = st.sampled_from(["principal", "team:attendance"])


@st.composite
def plans(draw: st.DrawFn) -> PlanCreate:
    """A plan that is valid in form, its codes each used once."""
    codes = iter(draw(st.lists(CODES, min_size=40, max_size=40, unique=True)))

    def some(details: dict[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
        names = draw(st.sets(st.sampled_from(sorted(details)), max_size=4))
        return {name: draw(details[name]) for name in sorted(names)}

    def activity() -> dict[str, Any]:
        due = draw(DUE)
        return {
            **{"code": next(codes), "title": draw(SHORT), "instructions": draw(LONG), "owner_role": draw(OWNERS)},
            **draw(st.sampled_from([{}, {"responsible_roles": ["mentor", "team:data"]}])),
            **({"repeat": draw(REPEAT)} if due["kind"] != "ongoing" and draw(st.booleans()) else {}),
            **{"targets": draw(TARGETS), "due": due, "done_when": draw(DONE_WHEN)},
            **some(ACTIVITY_DETAILS),
        }

    def strategy() -> dict[str, Any]:
        activities = [activity() for _ in range(draw(st.integers(0, 3)))]
        return {"code": next(codes), "title": draw(SHORT), "description": draw(LONG), "activities": activities}

    def goal() -> dict[str, Any]:
        return {
            **{
                "code": next(codes),
                "title": draw(SHORT),
                "measure": draw(FILLED),
            },
            **{"unit": "percent", "baseline": draw(NUMBERS), "target": draw(NUMBERS), "target_on": draw(TARGET_DAYS)},
            **some(GOAL_DETAILS),
            "strategies": [strategy() for _ in range(draw(st.integers(0, 2)))],
        }

    return PlanCreate.model_validate(
        {
            **{"title": draw(SHORT), "school_year": draw(SHORT), "summary": draw(LONG)},
            **some({"last_school_year": SHORT, "first_year_number": st.just(0), "starts_on": DAYS, "ends_on": DAYS}),
            "goals": [goal() for _ in range(draw(st.integers(0, 3)))],
        }
    )
