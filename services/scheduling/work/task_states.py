"""The states of a task, and those that are asked for together."""

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
