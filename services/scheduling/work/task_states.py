"""The states of a task, those that are asked for together, and whether anybody still asks for it."""

from enum import StrEnum

from shared.db.literals import literals


class TaskState(StrEnum):
    """The state of a task; overdue is not a state but computed from the due date."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE = "done"
    WITHDRAWN = "withdrawn"


#: States in which something is still to be done.
LIVE = (TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.BLOCKED)
#: Of these, those that wait for nobody else: only such a task can be overdue.
TO_DO = (TaskState.OPEN, TaskState.IN_PROGRESS)
#: The same in SQL, for what stands behind `in`.
LIVE_SQL, TO_DO_SQL = f"({literals(LIVE)})", f"({literals(TO_DO)})"


#: Who has done what an event proves, whoever's work it came to light in.
PROVES = "service:scheduling"


def proved_in_sql(task: str = "t") -> str:
    """SQL: a task is done because an event proves it, and not by somebody's word."""
    return f"({task}.state = 'done' and {task}.done_by = '{PROVES}')"


def asked_for_in_sql(task: str = "t") -> str:
    """SQL: somebody asks for a task still. Once its plan is closed or archived nobody owes what was not done, which stays undone.

    A task of another origin is asked for until it is withdrawn.
    """
    return f"""({task}.plan_id is null or exists (
    select from plans asking where asking.district_id = {task}.district_id and asking.id = {task}.plan_id
      and asking.state = 'published'))"""


def live_in_sql(task: str = "t") -> str:
    """SQL: something is still to be done about a task."""
    return f"({task}.state in {LIVE_SQL} and {asked_for_in_sql(task)})"


def to_do_in_sql(task: str = "t") -> str:
    """SQL: a task is still to be done and waits for nobody else; past its due date it is overdue."""
    return f"({task}.state in {TO_DO_SQL} and {asked_for_in_sql(task)})"
