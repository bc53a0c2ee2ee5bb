"""Terms as a roster lists them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shared import clock

LISTED = "assessment.terms.listed.v1"


def listing(term_id: UUID, year_id: Any, age: int = 0, **changes: Any) -> tuple[str, dict[str, Any]]:
    """A listing sent so many minutes ago, of one term."""
    term = {
        **{"term_id": term_id, "school_year_id": year_id, "kind": "semester", "code": "S1", "title": "Fall"},
        **{"starts_on": "2026-08-24", "ends_on": "2026-12-18", "deleted": False},
        **changes,
    }
    return LISTED, {"source": "oneroster", "listed_at": clock.now() - timedelta(minutes=age), "terms": [term]}
