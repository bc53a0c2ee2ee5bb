"""What may be done to a task; only a barrier blocks one (see `barriers`), and only a barrier's end lets it go on."""

from services.scheduling.work.blocking import repository as blocking
from services.scheduling.work.task_states import LIVE, TaskState
from services.scheduling.work.tasks import repository
from services.scheduling.work.tasks.errors import ProofNeeded, TaskBlocked
from services.scheduling.work.tasks.tables import TaskRow
from shared.context.context import Context
from shared.context.transitions import Transition

EVERY = tuple(TaskState)


async def needs_no_proof(ctx: Context, row: TaskRow) -> None:
    """What an event proves nobody says is done."""
    done_when = (await repository.get_activity(ctx, row.activity_id)).done_when
    if done_when["kind"] == "event":
        raise ProofNeeded(f"It waits for {done_when['event_type']} at this school.")


async def is_free(ctx: Context, row: TaskRow) -> None:
    """No barrier blocks it."""
    if row.state is TaskState.BLOCKED:
        raise TaskBlocked(f"{' and '.join(await blocking.blocked_by(ctx, row.id))} must be resolved first.")


START = Transition(
    "start", "tasks:write", (TaskState.OPEN, TaskState.BLOCKED), TaskState.IN_PROGRESS, conditions=(is_free,)
)
COMPLETE = Transition("complete", "tasks:write", LIVE, TaskState.DONE, conditions=(needs_no_proof, is_free))
WITHDRAW = Transition("withdraw", "tasks:withdraw", LIVE, TaskState.WITHDRAWN, scope="tasks:write")
CHANGE = Transition("change", "tasks:write", LIVE)
REASSIGN = Transition("reassign", "tasks:reassign", LIVE, scope="tasks:write")
STEPS = Transition("steps", "tasks:write", LIVE)
#: A done task still takes words and evidence.
NOTES = Transition("notes", "tasks:write", EVERY)
EVIDENCE = Transition("evidence", "tasks:write", EVERY)
FILES = Transition("files", "tasks:write", EVERY)
REMOVE_FILE = Transition("remove_file", "tasks:read", LIVE, scope="tasks:write")
COMMENTS = Transition("comments", "tasks:read", EVERY, scope="tasks:write")
MENTIONS_READ = Transition("mentions/read", "tasks:read", EVERY)

TRANSITIONS = (
    *(START, COMPLETE, WITHDRAW, CHANGE, REASSIGN),
    *(STEPS, NOTES, EVIDENCE, FILES, REMOVE_FILE, COMMENTS, MENTIONS_READ),
)
