"""Whether an instrument makes sense. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.errors import fault
from shared.texts.words import Words


def contradictions(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is wrong with an instrument document, each with a JSON pointer to it."""
    faults = _threshold(document.get("threshold"), "/threshold")
    scales = document["scales"]
    faults += _repeated(((f"/scales/{n}/code", scale["code"]) for n, scale in enumerate(scales)), "scale_repeated")
    for n, scale in enumerate(scales):
        if not scale["options"]:
            faults.append(
                fault(
                    f"/scales/{n}/options",
                    Words("A scale needs options.", es="Una escala necesita opciones."),
                    "scale_empty",
                )
            )
        points = ((f"/scales/{n}/options/{m}/points", option["points"]) for m, option in enumerate(scale["options"]))
        faults += _repeated(points, "points_repeated")
    return faults + _subscales(document["subscales"], {scale["code"] for scale in scales})


def _subscales(subscales: list[dict[str, Any]], scales: set[str]) -> list[dict[str, str]]:
    faults = _repeated(((f"/subscales/{n}/code", sub["code"]) for n, sub in enumerate(subscales)), "subscale_repeated")
    items = [
        (f"/subscales/{n}/items/{m}", item) for n, sub in enumerate(subscales) for m, item in enumerate(sub["items"])
    ]
    for n, subscale in enumerate(subscales):
        faults += _threshold(subscale.get("threshold"), f"/subscales/{n}/threshold")
        if not subscale["items"]:
            faults.append(
                fault(
                    f"/subscales/{n}/items",
                    Words("A subscale needs items.", es="Una subescala necesita ítems."),
                    "subscale_empty",
                )
            )
    if not items:
        faults.append(
            fault(
                "/subscales", Words("An instrument needs items.", es="Un instrumento necesita ítems."), "items_missing"
            )
        )
    faults += _repeated(((f"{place}/code", item["code"]) for place, item in items), "item_repeated")
    for place, item in items:
        if item["scale"] not in scales:
            faults.append(
                fault(
                    f"{place}/scale",
                    Words("No scale has this code.", es="Ninguna escala tiene este código."),
                    "scale_unknown",
                )
            )
    return faults


def _threshold(threshold: Mapping[str, int] | None, pointer: str) -> list[dict[str, str]]:
    if threshold is None:
        return []
    if threshold["denominator"] == 0:
        return [
            fault(
                f"{pointer}/denominator",
                Words("Nothing can be divided by zero.", es="No se puede dividir por cero."),
                "threshold_impossible",
            )
        ]
    if threshold["numerator"] > threshold["denominator"]:
        return [
            fault(
                f"{pointer}/numerator",
                Words("More than all points cannot be reached.", es="No se puede alcanzar más que todos los puntos."),
                "threshold_impossible",
            )
        ]
    return []


def _repeated(places: Iterable[tuple[str, object]], code: str) -> list[dict[str, str]]:
    seen: set[object] = set()
    faults = []
    for pointer, value in places:
        if value in seen:
            faults.append(fault(pointer, Words("It stands here twice.", es="Aparece aquí dos veces."), code))
        seen.add(value)
    return faults
