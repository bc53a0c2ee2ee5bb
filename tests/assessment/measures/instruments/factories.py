"""A small instrument."""

from typing import Any


def small() -> dict[str, Any]:
    """An instrument of two subscales."""
    return {
        **{"code": "check", "version": "1.0", "title": "Check", "description": "", "licence": "CC-BY-4.0"},
        "threshold": {"numerator": 7, "denominator": 10},
        "scales": [{"code": "s", "options": [{"points": n, "label": str(n)} for n in range(3)]}],
        "subscales": [
            {
                **{"code": "a", "title": "A", "threshold": {"numerator": 1, "denominator": 2}},
                "items": [{"code": f"a{n}", "prompt": "?", "scale": "s"} for n in range(2)],
            },
            {
                **{"code": "b", "title": "B", "threshold": None},
                "items": [{"code": "b1", "prompt": "?", "scale": "s", "allows_not_applicable": True}],
            },
        ],
    }
