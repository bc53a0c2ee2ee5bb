"""Refusals of incidents."""

from shared.errors import Refusal


class IncidentsUnreadable(Refusal):
    status, code, title = 422, "incidents_unreadable", "The file cannot be read as incidents"
