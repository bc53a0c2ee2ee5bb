"""A condition that an event proves."""

PROVED = {
    "kind": "event",
    "event_type": "assessment.administration.scored.v2",
    "conditions": [{"field": "instrument_code", "op": "equals", "value": "tier1"}],
}
