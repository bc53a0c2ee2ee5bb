"""Scoring. Pure; results are exact fractions: 69.99 % rounded is a pass nobody earned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.errors import fault
from shared.texts.words import Words

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Score:
    """Points out of possible points; `met` is None where nothing applied or no threshold is set."""

    points: int
    possible: int
    met: bool | None


def meets(points: int, possible: int, numerator: int, denominator: int) -> bool:
    """points/possible >= numerator/denominator, without dividing: the threshold itself is enough."""
    return points * denominator >= numerator * possible


def items_of(instrument: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every item of an instrument document, in order."""
    return [item for subscale in instrument["subscales"] for item in subscale["items"]]


def unfit(instrument: Mapping[str, Any], answers: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What is wrong with answers, by their place in the body."""
    items = {item["code"]: item for item in items_of(instrument)}
    scales = {scale["code"]: {option["points"] for option in scale["options"]} for scale in instrument["scales"]}
    faults: list[dict[str, str]] = []
    seen: set[str] = set()
    for place, answer in enumerate(answers):
        pointer, code = f"/answers/{place}", answer["item_code"]
        item = items.get(code)
        if item is None:
            faults.append(
                fault(
                    f"{pointer}/item_code",
                    Words("The instrument has no such item.", es="El instrumento no tiene ese ítem."),
                    "item_unknown",
                )
            )
        elif code in seen:
            faults.append(
                fault(
                    f"{pointer}/item_code",
                    Words("The item is answered twice here.", es="El ítem se responde aquí dos veces."),
                    "item_repeated",
                )
            )
        elif answer["not_applicable"] and not item["allows_not_applicable"]:
            faults.append(
                fault(
                    f"{pointer}/not_applicable",
                    Words("This item always applies.", es="Este ítem siempre se aplica."),
                    "always_applies",
                )
            )
        elif answer["not_applicable"] and answer["points"] is not None:
            faults.append(
                fault(
                    f"{pointer}/points",
                    Words("What does not apply has no points.", es="Lo que no se aplica no lleva puntos."),
                    "points_contradictory",
                )
            )
        elif answer["points"] is not None and answer["points"] not in scales[item["scale"]]:
            faults.append(
                fault(
                    f"{pointer}/points",
                    Words("The item's scale has no such points.", es="La escala del ítem no tiene esos puntos."),
                    "points_not_offered",
                )
            )
        seen.add(code)
    return faults


def unanswered(instrument: Mapping[str, Any], answers: Answers) -> list[str]:
    """Codes of items with neither points nor a word that they do not apply."""
    return [item["code"] for item in items_of(instrument) if not _answered(answers.get(item["code"]))]


def applicable(instrument: Mapping[str, Any], answers: Answers) -> int:
    """How many items apply."""
    return sum(not answers[item["code"]]["not_applicable"] for item in items_of(instrument))


def in_order(instrument: Mapping[str, Any], answers: Answers) -> list[dict[str, Any]]:
    """The answers there are, each with its item's code, in the instrument's order."""
    codes = [item["code"] for item in items_of(instrument)]
    return [{"item_code": code, **answers[code]} for code in codes if code in answers]


def score(instrument: Mapping[str, Any], answers: Answers) -> tuple[Score, dict[str, Score]]:
    """(total, by subscale). Items that do not apply fall out of what is possible."""
    most = {scale["code"]: max(option["points"] for option in scale["options"]) for scale in instrument["scales"]}
    subscales = {}
    points = possible = 0
    for subscale in instrument["subscales"]:
        applying = [item for item in subscale["items"] if not answers[item["code"]]["not_applicable"]]
        reached = sum(answers[item["code"]]["points"] for item in applying)
        reachable = sum(most[item["scale"]] for item in applying)
        subscales[subscale["code"]] = _scored(reached, reachable, subscale.get("threshold"))
        points, possible = points + reached, possible + reachable
    return _scored(points, possible, instrument.get("threshold")), subscales


def _scored(points: int, possible: int, threshold: Mapping[str, int] | None) -> Score:
    if possible == 0 or threshold is None:
        return Score(points, possible, None)
    return Score(points, possible, meets(points, possible, threshold["numerator"], threshold["denominator"]))


def _answered(answer: Mapping[str, Any] | None) -> bool:
    return answer is not None and (answer["not_applicable"] or answer["points"] is not None)
