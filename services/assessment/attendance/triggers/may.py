"""What a caller may do to a trigger or an alert now, in SQL."""

from services.assessment.attendance.triggers import repository, transitions
from services.assessment.permissions import POLICY
from shared.auth.may import May

MAY_TRIGGERS = May(POLICY, transitions.TRIGGERS, repository.TRIGGERS, school="")
MAY_ALERTS = May(POLICY, transitions.ALERTS, repository.ALERTS)
#: Triggers and alerts as callers are shown them.
TRIGGERS, ALERTS = MAY_TRIGGERS.on(repository.TRIGGERS), MAY_ALERTS.on(repository.ALERTS)
