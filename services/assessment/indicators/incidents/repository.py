"""SQL of incidents."""

from services.assessment.indicators.codes.repository import meaning_of
from services.assessment.indicators.facts.listing import listing_of
from services.assessment.indicators.incidents.schemas import Incident, IncidentList
from services.assessment.indicators.incidents.tables import IncidentRow
from shared.auth.legal_bases import RecordKind

INCIDENTS = listing_of(
    IncidentRow,
    Incident,
    IncidentList,
    RecordKind.INCIDENTS,
    computed={
        "behavior_means": f"(select m.meaning from lateral {meaning_of('behavior', 's.behavior')} m)",
        "action_means": f"(select m.meaning from lateral {meaning_of('action', 's.action')} m)",
    },
)
