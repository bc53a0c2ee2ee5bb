"""Refusals of preferences."""

from shared.errors import Refusal


class QuietWholeDay(Refusal):
    status, code, title = 422, "quiet_whole_day", "Quiet hours cannot last the whole day"


class UrgentStays(Refusal):
    status, code, title = 422, "urgent_stays", "Urgent messages cannot be kept out of the inbox"
