"""Refusals of triggers and alerts."""

from shared.errors import Refusal


class TriggerFixed(Refusal):
    status, code, title = 409, "attendance_trigger_fixed", "A trigger that was activated never changes"


class TriggerContradictory(Refusal):
    status, code, title = 422, "attendance_trigger_contradictory", "The trigger goes by nothing, or by two things"


class NoSuchBand(Refusal):
    status, code, title = 422, "attendance_band_unknown", "The definition in force has no such band"


class RoleCannotDecide(Refusal):
    status, code, title = 422, "attendance_trigger_role_cannot_decide", "A role that is to decide has no right to"


class AlertEnded(Refusal):
    status, code, title = 409, "attendance_alert_ended", "The alert is not open"
