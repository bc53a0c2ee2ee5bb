"""What was found, as rows keep it and as events tell it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from services.assessment.measures.administrations import rules
from services.assessment.measures.administrations.events import ScoredSubscale
from services.assessment.measures.administrations.rules import Answers, Score
from services.assessment.measures.instruments.tables import InstrumentRow


def named(instrument: InstrumentRow) -> dict[str, str]:
    """The instrument by its code and edition."""
    return {"instrument_code": instrument.code, "instrument_version": instrument.edition}


def document(instrument: InstrumentRow) -> dict[str, Any]:
    """Its scales, items and thresholds."""
    return {name: getattr(instrument, name) for name in ("threshold", "scales", "subscales")}


def results_of(instrument: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
    """The results of answers that are whole, as a row keeps them."""
    total, subscales = rules.score(instrument, answers)
    return {"total": _result(total), "subscales": [{"code": code, **_result(part)} for code, part in subscales.items()]}


def figures(instrument: Mapping[str, Any], answers: Answers, results: Mapping[str, Any]) -> dict[str, Any]:
    """The fields by which an event tells results."""
    return {
        **results["total"],
        "subscales": [ScoredSubscale.model_validate(part) for part in results["subscales"]],
        "item_count": len(rules.items_of(instrument)),
        "applicable_count": rules.applicable(instrument, answers),
    }


def _result(found: Score) -> dict[str, Any]:
    facts = asdict(found)
    facts["met_threshold"] = facts.pop("met")
    return facts
