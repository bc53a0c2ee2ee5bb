"""What may be done to a task; only a barrier blocks one (see `barriers`), and only a barrier's end lets it go on."""

from services.scheduling.permissions import POLICY
from services.scheduling.work.blocking import repository as blocking
from services.scheduling.work.task_states import LIVE, TaskState
from services.scheduling.work.tasks import repository
from services.scheduling.work.tasks.errors import PlanEnded, ProofNeeded, TaskBlocked, WithdrawnByRule
from services.scheduling.work.tasks.tables import TaskRow, WithdrawnCause
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition, Who

EVERY = tuple(TaskState)


async def is_asked_for(ctx: Context, row: TaskRow) -> None:
    """Its plan runs. Whoever ends a plan waits for who has locked one of its live tasks."""
    if not await repository.is_asked_for(ctx, row):
        raise PlanEnded("The plan's figures stand as they were on its last day.")


async def was_a_hands(ctx: Context, row: TaskRow) -> None:
    """What the district took back itself it gives back; what a rule took is the rule's."""
    if row.state is not TaskState.WITHDRAWN:
        return
    if row.withdrawn_cause is not WithdrawnCause.HAND:
        raise WithdrawnByRule("It comes back by itself when the plan asks it of this school again.")
    POLICY.require(ctx, WITHDRAW.right)


async def needs_no_proof(ctx: Context, row: TaskRow) -> None:
    """What an event proves nobody says is done."""
    done_when = (await repository.get_activity(ctx, row.activity_id)).done_when
    if done_when["kind"] == "event":
        raise ProofNeeded(f"It waits for {done_when['event_type']} at this school.")


async def is_free(ctx: Context, row: TaskRow) -> None:
    """No barrier blocks it."""
    if row.state is TaskState.BLOCKED:
        raise TaskBlocked(f"{' and '.join(await blocking.blocked_by(ctx, row.id))} must be resolved first.")


#: What is done to a task only while its plan runs.
ASKED = (is_asked_for,)

#: It stays its owner's, on whose day it stands.
STAYS = Nobody("It stays its owner's.")
OVER = Nobody("Nothing of it is to be done any more.")

START = Transition(
    *("start", "tasks:write", (TaskState.OPEN, TaskState.BLOCKED), TaskState.IN_PROGRESS),
    conditions=(*ASKED, is_free),
    next_to_act=STAYS,
)
COMPLETE = Transition(
    *("complete", "tasks:write", LIVE, TaskState.DONE),
    conditions=(*ASKED, needs_no_proof, is_free),
    next_to_act=OVER,
)
WITHDRAW = Transition(
    *("withdraw", "tasks:withdraw", LIVE, TaskState.WITHDRAWN),
    scope="tasks:write",
    conditions=ASKED,
    next_to_act=OVER,
)
REOPEN = Transition(
    *("reopen", "tasks:reopen", (TaskState.DONE, TaskState.WITHDRAWN), TaskState.OPEN),
    scope="tasks:write",
    conditions=(*ASKED, was_a_hands),
    next_to_act=Who.OWNERS,
)
CHANGE = Transition("change", "tasks:write", LIVE, conditions=ASKED, next_to_act=STAYS)
REASSIGN = Transition("reassign", "tasks:reassign", LIVE, scope="tasks:write", conditions=ASKED, next_to_act=Who.OWNERS)
STEPS = Transition("steps", "tasks:write", LIVE, conditions=ASKED, next_to_act=STAYS)
#: A done task still takes words and evidence, and so does one of a plan that has ended.
NOTES = Transition("notes", "tasks:write", EVERY, next_to_act=STAYS)
EVIDENCE = Transition("evidence", "tasks:write", EVERY, next_to_act=STAYS)
FILES = Transition("files", "tasks:write", EVERY, next_to_act=STAYS)
REMOVE_FILE = Transition("remove_file", "tasks:read", LIVE, scope="tasks:write", conditions=ASKED, next_to_act=STAYS)
COMMENTS = Transition("comments", "tasks:read", EVERY, scope="tasks:write", next_to_act=Who.MENTIONED)
MENTIONS_READ = Transition("mentions/read", "tasks:read", EVERY, next_to_act=STAYS)

TRANSITIONS = (
    *(START, COMPLETE, WITHDRAW, REOPEN, CHANGE, REASSIGN),
    *(STEPS, NOTES, EVIDENCE, FILES, REMOVE_FILE, COMMENTS, MENTIONS_READ),
)
