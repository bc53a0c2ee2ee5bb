"""Writing a plan's content as a file that is read back as the same content."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from services.scheduling.planning.plan_files.sheets import write_csv
from services.scheduling.planning.plan_files.trees import NUMBER

MOST_CODES = 2000
FORM_OF_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,59}")
OF_PLAN = (
    *(
        "title",
        "school_code",
        "school_id",
        "school_year",
        "last_school_year",
        "first_year_number",
        "starts_on",
        "ends_on",
    ),
    *("summary", "goals"),
)
OF_GOAL = (
    *(
        "code",
        "title",
        "objective",
        "root_cause",
        "theory_of_action",
        "key_outcomes",
        "serves",
        "measure",
        "measured_by",
    ),
    *("unit", "baseline", "benchmarks", "target", "target_on", "strategies"),
)
OF_ACTIVITY = (
    *(
        "code",
        "title",
        "instructions",
        "owner_role",
        "responsible_roles",
        "responsible",
        "targets",
        "years",
        "starts_on",
        "due",
        "hours",
    ),
    *("repeat", "follow_up_on", "resources", "costs", "done_when", "evidence_wanted", "status_words", "notes"),
)


class Dumper(yaml.CSafeDumper):
    """Quotes whatever our reader would not take for text, and writes paragraphs as paragraphs."""


def _text(dumper: Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and _is_plain(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _is_plain(text: str) -> bool:
    """Lines that stand in a block as they are: neither control signs nor spaces at their edges."""
    return all(line.isprintable() and line == line.strip() for line in text.split("\n")) and text == text.strip()


Dumper.add_representer(str, _text)
Dumper.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(f"^(?:{NUMBER.pattern})$"), list("-0123456789"))


def is_code(text: str) -> bool:
    """Can a file name a school by it?"""
    return FORM_OF_CODE.fullmatch(text) is not None


def name_by_code(targets: dict[str, Any], codes: Mapping[str, str]) -> None:
    """Name the schools that have a code by it, up to the number a file may name so."""
    ids = targets["school_ids"]
    coded = [id_ for id_ in ids if is_code(codes.get(id_, ""))][:MOST_CODES]
    rest = sorted(set(ids) - set(coded))
    targets.pop("school_ids")
    if coded:
        targets["local_codes"] = sorted(codes[id_] for id_ in coded)
    if rest:
        targets["school_ids"] = rest


def write_yaml(content: Mapping[str, Any]) -> bytes:
    """UTF-8 YAML in the shape of POST /v1/plans."""
    text = yaml.dump(_ordered(content), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)
    return str(text).encode()


def write_json(content: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON in the shape of POST /v1/plans."""
    return json.dumps(_ordered(content), ensure_ascii=False, indent=2).encode()


def write_sheet(content: Mapping[str, Any]) -> bytes:
    """UTF-8 CSV, with the mark by which Excel knows UTF-8."""
    return write_csv(content).encode("utf-8-sig")


WRITERS: dict[str, Callable[[Mapping[str, Any]], bytes]] = {"yaml": write_yaml, "json": write_json, "csv": write_sheet}


def _ordered(content: Mapping[str, Any]) -> dict[str, Any]:
    """As people read it: what a part is called first, and its parts last."""
    goals = [
        {
            **_in_order(goal, OF_GOAL),
            "strategies": [
                {**strategy, "activities": [_in_order(activity, OF_ACTIVITY) for activity in strategy["activities"]]}
                for strategy in goal["strategies"]
            ],
        }
        for goal in content["goals"]
    ]
    return _in_order({**content, "goals": goals}, OF_PLAN)


def _in_order(part: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: part[name] for name in names if name in part}
