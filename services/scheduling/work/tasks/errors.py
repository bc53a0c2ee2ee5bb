"""Refusals of tasks."""

from shared.errors import Refusal


class EvidenceNeeded(Refusal):
    status, code, title = 409, "evidence_needed", "This task is done only with a note, a link or a file"


class ProofNeeded(Refusal):
    status, code, title = 409, "proof_needed", "This task closes itself when its event comes; nobody closes it by hand"


class DueDateWeakened(Refusal):
    status, code, title = 422, "due_date_weakened", "A school's own date cannot lie after the district's"
    constraints = ("ck_tasks_target_before_due",)


class RowRepeated(Refusal):
    status, code, title = 409, "row_repeated", "An earlier row of this call is about the same thing"


class TaskBlocked(Refusal):
    status, code, title = 409, "task_blocked", "A barrier blocks this task"
