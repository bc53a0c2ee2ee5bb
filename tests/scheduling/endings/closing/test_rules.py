"""Figures that are kept, and what of them some schools may read."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.endings.closing.rules import ADDED, added, of_schools, whole
from services.scheduling.views.rollups import definitions

counts = st.fixed_dictionaries(
    {
        **dict.fromkeys(ADDED, st.integers(0, 1000)),
        "oldest_barrier_on": st.none() | st.dates().map(str),
        "id": st.uuids().map(str),
    }
)


@given(st.lists(counts))
def test_what_adds_up_is_added_and_shares_follow(lines: list[dict[str, Any]]) -> None:
    total = added(lines)
    assert all(total[name] == sum(line[name] for line in lines) for name in ADDED)
    assert (total["done_share"] is None) == (total["tasks"] == 0)
    since = [line["oldest_barrier_on"] for line in lines if line["oldest_barrier_on"]]
    assert total["oldest_barrier_on"] == (min(since) if since else None)


@given(st.lists(counts, max_size=8), st.data())
def test_a_school_reads_no_line_of_another(lines: list[dict[str, Any]], data: st.DataObject) -> None:
    mine = data.draw(st.sets(st.sampled_from([line["id"] for line in lines])) if lines else st.just(set()))
    oldest = {"school": {"id": lines[0]["id"]}} if lines else None
    document: dict[str, Any] = {
        "total": added(lines),
        "oldest_barrier": oldest,
        "groups": {"school": lines, "goal": lines},
    }
    found = of_schools(document, mine)
    assert found["groups"] == {"school": [line for line in lines if line["id"] in mine]}
    assert found["total"] == added(found["groups"]["school"])
    assert found["oldest_barrier"] == (oldest if oldest and lines[0]["id"] in mine else None)
    assert document["groups"]["goal"] == lines


def test_one_document_has_every_grouping() -> None:
    same = {"as_of": "a", "today": "t", "total": {}, "oldest_barrier": None, "definitions": definitions.COUNTS}
    found = whole({by: {**same, "by": by, "groups": [by]} for by in ("goal", "school")})
    assert found == {**same, "groups": {"goal": ["goal"], "school": ["school"]}}
