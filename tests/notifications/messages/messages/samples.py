"""Facts of every kind, as messages hold them, with all their cases."""

from typing import Any

ID = "0199f0c2-7a52-7cc5-b6a1-3f2f61b2a001"
LINE = {
    "task_id": ID,
    "plan_id": ID,
    "activity_code": "A-1",
    "title": "Meet <families>",
    "school_id": ID,
    "school_name": "Cedar High",
    "due_on": "2026-12-04",
}
LATE = {**LINE, "school_days_overdue": 3}
CHANGED = {**LINE, "change": "redated", "former_due_on": "2026-11-30", "other_name": None}
COUNTS = {"added": 0, "redated": 0, "withdrawn": 0, "received": 0, "given_away": 0}
DIGEST: dict[str, Any] = {
    "day": "2026-12-07",
    "due_soon_count": 1,
    "overdue_count": 2,
    "due_soon": [LINE],
    "overdue": [LATE, LATE],
    "unowned_due_soon_count": 0,
    "unowned_overdue_count": 0,
    "unowned_due_soon": [],
    "unowned_overdue": [],
}


def made_by_rule(**counts: int) -> dict[str, Any]:
    why = {"en": "rule “Principal”, version 1: it was", "es": "regla «Principal», versión 1: fue"}
    facts = changed("rule", **counts)
    lines = [{**line, "made_because": why} for line in facts["lines"]]
    return {**facts, "lines": lines, "only": lines[0] if len(lines) == 1 else None}


def changed(cause: str, **counts: int) -> dict[str, Any]:
    return {
        "change_id": ID,
        "cause": cause,
        "plan_title": "Reading first",
        "mine": True,
        "task_count": sum(counts.values()),
        "counts": {**COUNTS, **counts},
        "first_due_on": "2026-12-04",
        "lines": [
            {**CHANGED, "change": change, "other_name": "Ben Ruiz"} for change, n in counts.items() for _ in range(n)
        ],
    }


def handover(part: str, **facts: Any) -> dict[str, Any]:
    names = {"former_name": "Ana Ruiz", "new_name": "Ben Ruiz", "school_name": "Cedar High", "role": "principal"}
    return {"handover_id": ID, "part": part, **names, "task_count": 12, "open_count": 5, "overdue_count": 1, **facts}


def delegation(step: str, part: str) -> dict[str, Any]:
    days = {"starts_on": "2026-12-01", "ends_on": "2026-12-18"}
    return {"delegation_id": ID, "step": step, "part": part, "other_name": "Ben Ruiz", "school_name": None, **days}


def barrier(step: str, part: str, **facts: Any) -> dict[str, Any]:
    return {
        "barrier_id": ID,
        "number": 12,
        "step": step,
        "part": part,
        "level": "school",
        "category": "staffing",
        "assignee_name": "Cora Ruiz",
        "school_name": "Cedar High",
        "school_count": 1,
        "task_count": 3,
        "answer_due_on": "2026-12-11",
        **facts,
    }


def because(code: str, **names: Any) -> dict[str, Any]:
    return {**dict.fromkeys(("role", "school_name", "person_name", "school_days")), "code": code, **names}


def plan_step(step: str, part: str, **facts: Any) -> dict[str, Any]:
    names = {"by_name": "Ana Ruiz", "next_names": ["Ben Ruiz", "Cora Ruiz"], "because": because("author")}
    return {
        "plan_id": ID,
        "revision": None,
        "title": "Reading <families>",
        "step": step,
        "part": part,
        **names,
        **facts,
    }


NAMED: dict[str, Any] = {
    **{"title": "No substitutes <families>", "raiser_name": "Ben Ruiz", "next_names": ["Ana Ruiz", "Cora Ruiz"]},
    "because": because("role", role="principal", school_name="Cedar High"),
}


def watched(step: str, **facts: Any) -> dict[str, Any]:
    names = {"plan_title": "Reading first", "school_name": "Cedar High", "owner_name": "Ana Ruiz", "by_name": None}
    return {"task_id": ID, "step": step, **names, **facts}


def week(**facts: Any) -> dict[str, Any]:
    return {
        "week_starts_on": "2026-11-30",
        "week_ends_on": "2026-12-06",
        "school_id": ID,
        "school_name": "Cedar High",
        "done_count": 12,
        "on_time_count": 10,
        "overdue_count": 3,
        "blocked_count": 0,
        "unowned_count": 1,
        "due_next_week_count": 4,
        "plan_count": 1,
        "plans": [{"plan_id": ID, "title": "Reading first", "tasks": 30, "done": 12, "overdue": 3}],
        **facts,
    }


WORST = {**LINE, "owner_name": "Ana Ruiz"}


def ended(ended_as: str, undone: int, overdue: int) -> dict[str, Any]:
    days = {"ended_as": ended_as, "ended_on": "2027-06-11"}
    plan = {"title": "Reading <first>", "school_year": "2026-27"}
    return {**plan, **days, "undone_count": undone, "overdue_count": overdue}


def shared(**facts: Any) -> dict[str, Any]:
    first = {"title": "Meet <families>", "school_id": ID, "school_name": "Cedar High", "due_on": "2026-12-04"}
    said = {"title": "Reading <first>", "task_count": 7, "first_due_on": "2026-12-04", "first_tasks": [first]}
    return {**said, "by_name": None, **facts}


def risk(looked_at: str, step: str = "at_risk", **figures: float) -> dict[str, Any]:
    goal = "Fidelity <first>" if looked_at == "goal_behind" else None
    plan = {"title": "Reading <first>", "goal_title": goal, "found_on": "2027-01-11"}
    return {**plan, "step": step, "looked_at": looked_at, "figures": figures}


def reopened(former_state: str, **facts: Any) -> dict[str, Any]:
    names = {"plan_title": "Reading first", "school_name": "Cedar High", "by_name": "Ben Ruiz"}
    task = {"task_id": ID, "activity_code": "A1", "title": "Meet <families>", "due_on": "2026-12-04"}
    done_on = "2026-11-20" if former_state == "done" else None
    return {**task, **names, "former_state": former_state, "done_on": done_on, "evidence_count": 2, **facts}


MENTION = {
    "task_id": ID,
    "comment_id": ID,
    "plan_title": "Reading first",
    "school_name": "Cedar High",
    "by_name": "Ben Ruiz",
}
ESCALATED = {**LATE, "escalation_id": ID, "owner_name": "Ana Ruiz"}
BARRIER_STEPS = (
    "raised",
    "triaged",
    "assigned",
    "escalated",
    "decided",
    "resolved",
    "confirmed",
    "reopened",
    "overdue",
)
KEPT_STEPS = ("raised", "triaged", "escalated", "decided", "reopened", "overdue")

SAMPLES: list[tuple[str, dict[str, Any]]] = [
    ("tasks_changed", changed("revision", added=2, redated=1, withdrawn=1)),
    ("tasks_changed", changed("calendar", redated=3)),
    ("tasks_changed", changed("school", added=1)),
    ("tasks_changed", changed("role", received=4)),
    ("tasks_changed", changed("role", given_away=2)),
    ("tasks_changed", changed("barrier", redated=1)),
    ("tasks_changed", changed("hand", received=1)),
    ("tasks_changed", changed("hand", given_away=1)),
    ("tasks_changed", changed("hand", received=1, redated=1)),
    ("tasks_changed", made_by_rule(added=1)),
    ("tasks_changed", made_by_rule(withdrawn=2)),
    ("tasks_changed", changed("a cause to come", added=1)),
    ("tasks_changed", {**changed("role", received=2), "mine": False, "plan_title": None}),
    *(
        ("plan_ended", ended(ended_as, undone, overdue))
        for ended_as in ("closed", "archived")
        for undone, overdue in ((0, 0), (1, 1), (12, 0), (12, 11))
    ),
    ("plan_at_risk", risk("slippage", overdue=12.0, tasks=40.0, share=0.3, limit=0.25)),
    ("plan_at_risk", risk("forecast", days_past=9.0, limit=0.0)),
    ("plan_at_risk", risk("forecast", beyond_school_year=1.0, limit=0.0)),
    ("plan_at_risk", risk("goal_behind", value=50.5, due=60.0, short=9.5, limit=0.0)),
    ("plan_at_risk", risk("score_below", schools_below=2.0, schools_scored=3.0, limit=1.0)),
    ("plan_at_risk", risk("a rule to come")),
    *(("plan_at_risk", risk(looked_at, "cleared")) for looked_at in ("slippage", "goal_behind")),
    ("task_reopened", reopened("done")),
    ("task_reopened", reopened("withdrawn")),
    ("task_reopened", reopened("done", plan_title=None, school_name=None, by_name=None, evidence_count=0)),
    *(
        ("tasks_shared", shared(**facts))
        for facts in ({}, {"task_count": 1, "first_tasks": [], "title": None, "by_name": "Ben Ruiz"})
    ),
    *(("handover", handover(part)) for part in ("former", "new", "coordinator")),
    ("handover", handover("new", former_name=None, school_name=None, overdue_count=0, task_count=1)),
    *(
        (
            "emergency_access",
            {"emergency_access_id": ID, "by_name": "Ben Ruiz", "school_name": school, "is_whole_district": not school}
            | {"minutes": 60},
        )
        for school in ("Oak", None)
    ),
    (
        "emergency_access",
        {"emergency_access_id": ID, "by_name": None, "school_name": None, "is_whole_district": False, "minutes": 60}
        | {"step": "closed"},
    ),
    *(
        (
            "attendance_alerts",
            {"trigger_id": ID, "school_id": ID, "school_name": school, "tier": 2, "part": part}
            | {"raised": raised, "undone": undone, "still_open": still_open},
        )
        for school, part, raised, undone, still_open in (
            *(("Oak", "role", 2, 0, 3), (None, "role", 0, 1, 0), ("Oak", "caseload", 1, 1, 1)),
            ("Oak", "caseload", 0, 2, 1),
        )
    ),
    *(("delegation", delegation(step, part)) for step in ("began", "ended") for part in ("from", "to")),
    *(("barrier", barrier(step, "raiser")) for step in BARRIER_STEPS),
    *(("barrier", barrier(step, "assignee")) for step in ("assigned", "escalated", "reopened")),
    *(("barrier", barrier(step, "keeper", **NAMED)) for step in KEPT_STEPS),
    *(("barrier", barrier(step, "raiser", **NAMED)) for step in BARRIER_STEPS),
    *(("barrier", barrier(step, "assignee", **NAMED)) for step in ("assigned", "decided", "reopened", "overdue")),
    *(
        ("plan_step", plan_step(step, part, revision=revision))
        for step, part in (
            *(("submitted", "approver"), ("submitted", "finder"), ("returned", "author")),
            *(("approved", "publisher"), ("approved", "author")),
        )
        for revision in (None, 3)
    ),
    ("plan_step", plan_step("approved", "author", by_name=None, next_names=[])),
    ("barrier", barrier("triaged", "raiser", school_name=None, school_count=4, answer_due_on=None)),
    ("mention", MENTION),
    ("mention", {**MENTION, "plan_title": None, "school_name": None, "by_name": None}),
    *(("watched", watched(step)) for step in ("started", "completed", "withdrawn", "reopened", "reassigned")),
    ("watched", watched("completed", plan_title=None, school_name=None, owner_name=None, by_name="Ben Ruiz")),
    ("digest", DIGEST),
    ("digest", {**DIGEST, "overdue_count": 0, "overdue": []}),
    (
        "digest",
        {
            **DIGEST,
            **{"overdue_count": 0, "overdue": [], "due_soon_count": 0, "due_soon": []},
            **{"unowned_overdue_count": 1, "unowned_overdue": [LATE], "unowned_due_soon_count": 1},
            "unowned_due_soon": [{**LINE, "school_name": None}],
        },
    ),
    ("weekly_summary", week()),
    ("weekly_summary", week(worst=[WORST, {**WORST, "owner_name": None}], best={**WORST, "days_early": 6})),
    ("weekly_summary", week(school_id=None, worst=[WORST], best={**WORST, "owner_name": None, "days_early": 1})),
    ("weekly_summary", week(school_id=None, school_name=None, blocked_count=2, plans=[], plan_count=0)),
    ("weekly_summary", week(school_name=None, overdue_count=0, unowned_count=0)),
    ("announcement", {"title": "Buses <late>", "body": "All buses run 20 minutes late."}),
    ("escalation", {"day": "2026-12-07", "task_count": 1, "lines": [ESCALATED]}),
    ("escalation", {"day": "2026-12-07", "task_count": 2, "lines": [ESCALATED, {**ESCALATED, "owner_name": None}]}),
]
