"""The kinds of facts there are."""

from services.assessment.feeds.sent_rows.facts import FactKind
from services.assessment.indicators.incidents.kind import INCIDENTS
from services.assessment.indicators.marks.kind import MARKS
from services.assessment.indicators.screenings.kind import SCREENING_RESULTS

KINDS: dict[str, FactKind] = {kind.name: kind for kind in (INCIDENTS, MARKS, SCREENING_RESULTS)}
