"""How incidents are sent."""

from services.assessment.feeds.sent_rows.facts import FactKind
from services.assessment.feeds.sent_rows.reading import Form
from services.assessment.indicators.incidents.errors import IncidentsUnreadable
from services.assessment.indicators.incidents.schemas import IncidentBody
from services.assessment.indicators.incidents.tables import IncidentRow
from shared.auth.legal_bases import RecordKind
from shared.texts.words import Words

FORM = Form(
    row=IncidentBody,
    # Our own columns, and those of Ed-Fi's disciplineIncidents, their behavior associations and disciplineActions.
    columns={
        **{name: name for name in IncidentBody.model_fields},
        **{"studentuniqueid": "student_source_id", "schoolid": "school_source_id", "incidentdate": "day"},
        **{"incidentidentifier": "incident_source_id", "behaviordescriptor": "behavior"},
        **{"disciplineincidentparticipationcodedescriptor": "participation", "disciplinedescriptor": "action"},
        **{"disciplineactionidentifier": "action_source_id", "actualdisciplineactionlength": "days_removed"},
        **{"student_id": "student_source_id", "school_id": "school_source_id", "incident_id": "incident_source_id"},
        **{"incident_date": "day", "action_id": "action_source_id", "actual_length_days": "days_removed"},
    },
    needed=("incident_source_id", "day", "participation"),
    unreadable=IncidentsUnreadable,
    each=Words("an incident", es="un incidente"),
    ours={"student_id": "student_id", "school_id": "school_id"},
    ours_by=frozenset({"incident_source_id", "day"}),
)
INCIDENTS = FactKind(
    name="incidents",
    form=FORM,
    row=IncidentRow,
    records=RecordKind.INCIDENTS,
    right="incidents:write",
    key=lambda body: (body.incident_source_id, body.action_source_id),
    coded={"behavior": "behavior", "action": "action"},
)
