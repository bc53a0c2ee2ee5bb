"""Refusals of tasks."""

from shared.errors import Refusal


class EvidenceNeeded(Refusal):
    status, code, title = 409, "evidence_needed", "This task needs a note, a link or a file to be completed"


class ProofNeeded(Refusal):
    status, code, title = 409, "proof_needed", "This task is completed by its event, not by hand"


class DueDateWeakened(Refusal):
    status, code, title = 422, "due_date_weakened", "A school's target date cannot be after the due date"
    constraints = ("ck_tasks_target_before_due",)


class OwnerIsFixed(Refusal):
    status, code, title = 409, "owner_is_fixed", "This task is its owner's for life: each holder of the role has one"


class TakenAlready(Refusal):
    status, code, title = 409, "taken_already", "Somebody has taken this task already"


class NoPool(Refusal):
    status, code, title = 409, "no_pool", "This task is nobody's to take: it is of one person"


class AskedElsewhere(Refusal):
    status, code, title = 409, "asked_elsewhere", "Another service asked for this task and takes it back itself"


class ClosedElsewhere(Refusal):
    status, code, title = 409, "closed_elsewhere", "This task is done where it is asked for, not by hand"


class DueInThePast(Refusal):
    status, code, title = 422, "due_in_the_past", "A task is due today or later"


class RowRepeated(Refusal):
    status, code, title = 409, "row_repeated", "An earlier row of this call names the same item"


class PlanEnded(Refusal):
    status, code, title = 409, "plan_ended", "The task's plan is closed or archived: its tasks stay as they are"


class WithdrawnByRule(Refusal):
    status, code, title = 409, "withdrawn_by_rule", "The plan does not ask this of the school any more"


class TaskBlocked(Refusal):
    status, code, title = 409, "task_blocked", "A barrier blocks this task"
