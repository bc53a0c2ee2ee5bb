"""openapi-python-client's clients: one field of one resource, five times. `caller.py ORIGIN` prints the codes of the refusals."""

import json
import sys
from typing import Any
from uuid import UUID

from assessment_client import AuthenticatedClient as Assessment
from assessment_client.api.instruments import change_instrument
from assessment_client.models import InstrumentUpdate
from notifications_client import AuthenticatedClient as Notifications
from notifications_client.api.preferences import change_my_preferences
from notifications_client.models import PreferencesUpdate, QuietHoursPatch, Weekday
from partners_client import AuthenticatedClient as Partners
from partners_client.api.claim_rules import change_claim_rule
from partners_client.api.parties import change_party
from partners_client.models import ClaimRuleUpdate, PartyUpdate
from scheduling_client import AuthenticatedClient as Scheduling
from scheduling_client.api.plans import change_plan
from scheduling_client.models import PlanUpdate

ID = UUID("018f3e1c-0000-7000-8000-000000000001")


def patches(origin: str) -> list[str]:
    """The codes of the refusals."""
    at: dict[str, Any] = {"base_url": origin, "token": "secret"}
    partners = Partners(**at)
    seen: dict[str, Any] = {"if_match": '"7"'}
    quiet = QuietHoursPatch(days=[Weekday.FRIDAY])
    replies = [
        change_party.sync(ID, client=partners, body=PartyUpdate(active=False), **seen),
        change_claim_rule.sync(ID, client=partners, body=ClaimRuleUpdate(note="Until June"), **seen),
        change_instrument.sync(ID, client=Assessment(**at), body=InstrumentUpdate(threshold=None), **seen),
        change_plan.sync(ID, client=Scheduling(**at), body=PlanUpdate(summary="Attendance first"), **seen),
        change_my_preferences.sync(client=Notifications(**at), body=PreferencesUpdate(quiet_hours=quiet), **seen),
    ]
    return [reply.code for reply in replies]


if __name__ == "__main__":
    print(json.dumps(patches(sys.argv[1])))
