"""Events of rules that make work, and of what they propose. No word of a reason is in them."""

from datetime import date
from uuid import UUID

from services.scheduling.work.work_rules.tables import Mode
from shared.events.event import Event
from shared.events.next_to_act import NextToAct


class WorkRuleActivated(Event, type="scheduling.work_rule.activated.v1", subject="work-rules/{rule_id}"):
    """A version of a rule holds, for facts of a day and later."""

    rule_id: UUID
    code: str
    title: str
    number: int
    from_on: date
    mode: Mode


class WorkRuleRetired(Event, type="scheduling.work_rule.retired.v1", subject="work-rules/{rule_id}"):
    """A rule makes nothing more; what of its work nobody had done was withdrawn, or left."""

    rule_id: UUID
    code: str
    title: str
    number: int
    is_withdrawn: bool


class _Made(Event, type="", subject="made-works/{made_work_id}"):
    """What a rule made of a fact, by which version."""

    made_work_id: UUID
    rule_id: UUID
    rule_version: int
    school_id: UUID | None
    title: str


class WorkProposed(_Made, type="scheduling.work.proposed.v1", subject="made-works/{made_work_id}"):
    """Work is proposed; `next_to_act` accepts or declines it."""

    due_on: date
    because: dict[str, str]
    next_to_act: list[NextToAct]


class ProposalAccepted(_Made, type="scheduling.proposal.accepted.v1", subject="made-works/{made_work_id}"):
    """Somebody accepted it: its tasks are made."""

    due_on: date
    task_count: int


class ProposalDeclined(_Made, type="scheduling.proposal.declined.v1", subject="made-works/{made_work_id}"):
    """Somebody declined it, saying why."""


class MadeWorkUndone(_Made, type="scheduling.made_work.undone.v1", subject="made-works/{made_work_id}"):
    """What it was made of was corrected or withdrawn, or its rule retired; what was done stays done."""

    reason: str
