"""The kinds of messages there are."""

from enum import StrEnum


class Kind(StrEnum):
    """What a message is about; each kind has its templates, and can be unsubscribed from by e-mail."""

    PLAN_PUBLISHED = "plan_published"
    PLAN_STEP = "plan_step"
    PLAN_ENDED = "plan_ended"
    PLAN_AT_RISK = "plan_at_risk"
    TASKS_CHANGED = "tasks_changed"
    TASK_REOPENED = "task_reopened"
    TASK_GIVEN = "task_given"
    TASKS_SHARED = "tasks_shared"
    HANDOVER = "handover"
    DELEGATION = "delegation"
    BARRIER = "barrier"
    MENTION = "mention"
    WATCHED = "watched"
    DIGEST = "digest"
    WEEKLY_SUMMARY = "weekly_summary"
    ESCALATION = "escalation"
    ANNOUNCEMENT = "announcement"
    EMERGENCY_ACCESS = "emergency_access"
    ATTENDANCE_ALERTS = "attendance_alerts"
