"""Answers to an instrument, and its results in words."""

from typing import Any


def answers(instrument: dict[str, Any], every: int = 2) -> list[dict[str, Any]]:
    """Full points on every so many items, one less elsewhere."""
    best = {scale["code"]: max(option["points"] for option in scale["options"]) for scale in instrument["scales"]}
    items = [item for subscale in instrument["subscales"] for item in subscale["items"]]
    return [
        {"item_code": item["code"], "points": best[item["scale"]] - bool(place % every), "not_applicable": False}
        for place, item in enumerate(items)
    ]


def fraction(result: dict[str, Any]) -> str:
    """A result in points, and what it means."""
    verdict = {True: "meets the threshold", False: "below the threshold", None: "no threshold"}[result["met_threshold"]]
    return f"{result['points']}/{result['possible']}  {verdict}"
