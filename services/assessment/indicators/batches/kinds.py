"""The kinds of facts there are."""

from services.assessment.feeds.sent_rows.facts import FactKind
from services.assessment.indicators.incidents.kind import INCIDENTS

KINDS: dict[str, FactKind] = {kind.name: kind for kind in (INCIDENTS,)}
