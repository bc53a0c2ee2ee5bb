"""Scoring: exact fractions, inclusive thresholds, nothing made of what is missing."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assessment.measures.administrations import rules

SEVENTY = {"numerator": 7, "denominator": 10}


def instrument(items: int, most: int = 2, threshold: dict[str, int] | None = None) -> dict[str, Any]:
    """One subscale of so many items on a scale of 0 to `most`."""
    return {
        "threshold": threshold,
        "scales": [{"code": "s", "options": [{"points": n, "label": str(n)} for n in range(most + 1)]}],
        "subscales": [
            {
                **{"code": "one", "title": "One", "threshold": threshold},
                "items": [
                    {"code": f"i{n}", "prompt": "?", "scale": "s", "allows_not_applicable": True} for n in range(items)
                ],
            }
        ],
    }


def answer(points: int | None) -> dict[str, Any]:
    """An answer; None says that the item does not apply."""
    return {"points": points, "not_applicable": points is None, "note": None}


def spread(total: int, items: int) -> dict[str, dict[str, Any]]:
    """Answers of 0, 1 or 2 that add up to `total`."""
    return {f"i{n}": answer(max(0, min(2, total - 2 * n))) for n in range(items)}


@pytest.mark.parametrize(("points", "met"), [(24, True), (23, False), (34, True), (0, False)])
def test_seventeen_items_pass_seventy_percent_at_24_of_34(points: int, met: bool) -> None:
    total, subscales = rules.score(instrument(17, threshold=SEVENTY), spread(points, 17))
    assert (total.points, total.possible, total.met) == (points, 34, met)
    assert subscales["one"] == total


def test_the_threshold_itself_is_enough() -> None:
    assert rules.meets(7, 10, 7, 10)
    assert rules.meets(70, 100, 7, 10)
    assert not rules.meets(69_999_999, 100_000_000, 7, 10)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 1000), st.integers(1, 1000))
def test_cross_multiplication_is_comparing_fractions(points: int, possible: int, top: int, bottom: int) -> None:
    assert rules.meets(points, possible, top, bottom) is (Fraction(points, possible) >= Fraction(top, bottom))


@given(st.lists(st.one_of(st.none(), st.integers(0, 2)), min_size=1, max_size=40))
def test_what_does_not_apply_falls_out_of_what_is_possible(given_: list[int | None]) -> None:
    answers = {f"i{n}": answer(points) for n, points in enumerate(given_)}
    total, subscales = rules.score(instrument(len(given_), threshold=SEVENTY), answers)
    applying = [points for points in given_ if points is not None]
    assert (total.points, total.possible) == (sum(applying), 2 * len(applying))
    assert (total.met is None) is (not applying)
    assert sum(part.points for part in subscales.values()) == total.points


@given(st.lists(st.integers(0, 2), min_size=1, max_size=30), st.data())
def test_a_better_answer_never_loses_a_pass(points: list[int], data: st.DataObject) -> None:
    document = instrument(len(points), threshold=SEVENTY)
    before, _ = rules.score(document, {f"i{n}": answer(p) for n, p in enumerate(points)})
    place = data.draw(st.integers(0, len(points) - 1))
    points[place] = 2
    after, _ = rules.score(document, {f"i{n}": answer(p) for n, p in enumerate(points)})
    assert after.met or not before.met


def test_without_a_threshold_nothing_is_met_or_missed() -> None:
    total, subscales = rules.score(instrument(3), spread(6, 3))
    assert (total.met, subscales["one"].met) == (None, None)


def test_an_unanswered_item_is_named() -> None:
    answers = {"i0": answer(1), "i1": {"points": None, "not_applicable": False, "note": "later"}}
    assert rules.unanswered(instrument(3), answers) == ["i1", "i2"]


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"item_code": "zz", "points": 1, "not_applicable": False}, "item_unknown"),
        ({"item_code": "i0", "points": 3, "not_applicable": False}, "points_not_offered"),
        ({"item_code": "i0", "points": 1, "not_applicable": True}, "points_contradictory"),
    ],
)
def test_an_answer_that_does_not_fit_is_named(given_: dict[str, Any], code: str) -> None:
    (found,) = rules.unfit(instrument(1), [given_])
    assert found["code"] == code


@given(st.lists(st.one_of(st.none(), st.integers(0, 2)), min_size=1, max_size=20))
def test_items_that_apply_are_counted(given_: list[int | None]) -> None:
    answers = {f"i{n}": answer(points) for n, points in enumerate(given_)}
    assert rules.applicable(instrument(len(given_)), answers) == sum(points is not None for points in given_)
    listed = rules.in_order(instrument(len(given_)), dict(reversed(answers.items())))
    assert [one["item_code"] for one in listed] == [f"i{n}" for n in range(len(given_))]
