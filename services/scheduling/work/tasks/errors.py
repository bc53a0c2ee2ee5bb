"""Refusals of tasks."""

from shared.errors import Refusal


class EvidenceNeeded(Refusal):
    status, code, title = 409, "evidence_needed", "This task needs a note, a link or a file to be completed"


class ProofNeeded(Refusal):
    status, code, title = 409, "proof_needed", "This task is completed by its event, not by hand"


class DueDateWeakened(Refusal):
    status, code, title = 422, "due_date_weakened", "A school's target date cannot be after the due date"
    constraints = ("ck_tasks_target_before_due",)


class RowRepeated(Refusal):
    status, code, title = 409, "row_repeated", "An earlier row of this call names the same item"


class TaskBlocked(Refusal):
    status, code, title = 409, "task_blocked", "A barrier blocks this task"
