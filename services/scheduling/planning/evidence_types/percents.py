"""Scores as percents of what was possible: what conditions on a total and on subscales ask for."""

from collections.abc import Iterable, Mapping
from typing import Any


def percents(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields `percent`, `lowest_subscale_percent` and `subscale_percent` (by code) of a scored administration.

    From 0 to 100. Where nothing was possible there is none: null, or the subscale is left out.
    """
    subscales: Iterable[Mapping[str, Any]] = data.get("subscales") or ()
    by_code = {one["code"]: _percent(one) for one in subscales}
    known = {code: percent for code, percent in by_code.items() if percent is not None}
    return {
        "percent": _percent(data),
        "lowest_subscale_percent": min(known.values(), default=None),
        "subscale_percent": known,
    }


def _percent(scored: Mapping[str, Any]) -> float | None:
    return scored["points"] * 100 / scored["possible"] if scored["possible"] else None
