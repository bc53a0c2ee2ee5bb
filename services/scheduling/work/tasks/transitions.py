"""What may be done to a task; only a barrier blocks one (see `barriers`), and only a barrier's end lets it go on."""

from services.scheduling.permissions import POLICY
from services.scheduling.work.blocking import repository as blocking
from services.scheduling.work.owed_works.tables import ClosesBy, OwedState
from services.scheduling.work.task_states import LIVE, TaskState
from services.scheduling.work.tasks import repository
from services.scheduling.work.tasks.errors import (
    AskedElsewhere,
    ClosedElsewhere,
    NoPool,
    PlanEnded,
    ProofNeeded,
    TakenAlready,
    TaskBlocked,
    WithdrawnByRule,
)
from services.scheduling.work.tasks.tables import OriginKind, TaskRow, WithdrawnCause
from services.scheduling.work.tasks.taking import would_own
from shared.context.context import Context
from shared.context.transitions import Nobody, Transition, Who
from shared.errors import NotPermitted
from shared.texts.words import Words

EVERY = tuple(TaskState)


async def is_asked_for(ctx: Context, row: TaskRow) -> None:
    """Its plan runs. Whoever ends a plan waits for who has locked one of its live tasks."""
    if not await repository.is_asked_for(ctx, row):
        raise PlanEnded(
            Words(
                "The plan's figures stand as they were on its last day.",
                es="Las cifras del plan quedan como estaban en su último día.",
            )
        )


async def was_a_hands(ctx: Context, row: TaskRow) -> None:
    """What the district took back itself it gives back; what a rule took is the rule's."""
    if row.state is not TaskState.WITHDRAWN:
        return
    if row.withdrawn_cause is not WithdrawnCause.HAND:
        raise WithdrawnByRule(
            Words(
                "It comes back by itself when the plan asks it of this school again.",
                es="Vuelve por sí sola cuando el plan la pida otra vez a esta escuela.",
            )
        )
    if row.origin_kind is not OriginKind.GIVEN:
        POLICY.require(ctx, WITHDRAW.right)


async def needs_no_proof(ctx: Context, row: TaskRow) -> None:
    """What an event proves nobody says is done."""
    done_when = await repository.done_when(ctx, row)
    if done_when["kind"] == "event":
        raise ProofNeeded(
            Words(
                f"It waits for {done_when['event_type']} at this school.",
                es=f"Espera {done_when['event_type']} en esta escuela.",
            )
        )


async def is_free(ctx: Context, row: TaskRow) -> None:
    """No barrier blocks it."""
    if row.state is TaskState.BLOCKED:
        codes = await blocking.blocked_by(ctx, row.id)
        raise TaskBlocked(
            Words(
                f"{' and '.join(codes)} must be resolved first.",
                es=f"Antes hay que resolver {' y '.join(codes)}.",
            )
        )


async def is_a_hands(ctx: Context, row: TaskRow) -> None:
    """What another service asked for that one takes back."""
    if row.origin_kind is OriginKind.OWED:
        raise AskedElsewhere(Words("It ends there.", es="Termina allí."))


async def is_closed_by_hand(ctx: Context, row: TaskRow) -> None:
    """What another service asked for is done there, unless it said that its owner may say so."""
    owed = await repository.get_owed(ctx, row)
    if owed and owed.closes_by is not ClosesBy.HAND:
        raise ClosedElsewhere(
            Words(f"See {owed.link} of {owed.service}.", es=f"Consulte {owed.link} de {owed.service}.")
        )


async def is_still_owed(ctx: Context, row: TaskRow) -> None:
    """What was done or dropped at another service is asked for again by that one alone."""
    owed = await repository.get_owed(ctx, row)
    if owed and (owed.state is not OwedState.STANDING or owed.closes_by is not ClosesBy.HAND):
        raise AskedElsewhere(
            Words(f"See {owed.link} of {owed.service}.", es=f"Consulte {owed.link} de {owed.service}.")
        )


async def is_theirs_to_take(ctx: Context, row: TaskRow) -> None:
    """Nobody has it, and the caller, or whom they cover, holds its role where it is owed."""
    if not row.is_pool:
        raise NoPool(Words("See its owner.", es="Vea de quién es."))
    if row.owner_id is not None:
        raise TakenAlready(Words("See its owner.", es="Vea de quién es."))
    if await would_own(ctx, row) is None:
        raise NotPermitted(Words(f"It is for {row.role} at its place.", es=f"Es para {row.role} en su lugar."))


async def is_theirs_to_release(ctx: Context, row: TaskRow) -> None:
    """It came from a pool, and somebody has it."""
    if not row.is_pool or row.owner_id is None:
        raise NoPool(Words("It waits for nobody to take it.", es="No espera a que nadie la tome."))


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
    conditions=(*ASKED, is_closed_by_hand, needs_no_proof, is_free),
    next_to_act=OVER,
)
WITHDRAW = Transition(
    *("withdraw", "tasks:withdraw", LIVE, TaskState.WITHDRAWN),
    scope="tasks:write",
    conditions=(*ASKED, is_a_hands),
    next_to_act=OVER,
)
REOPEN = Transition(
    *("reopen", "tasks:reopen", (TaskState.DONE, TaskState.WITHDRAWN), TaskState.OPEN),
    scope="tasks:write",
    conditions=(*ASKED, is_still_owed, was_a_hands),
    next_to_act=Who.OWNERS,
)
CHANGE = Transition("change", "tasks:write", LIVE, conditions=ASKED, next_to_act=STAYS)
TAKE = Transition(
    *("take", "tasks:take", LIVE),
    scope="tasks:write",
    people=Words("A pool is of people.", es="Un conjunto de tareas abiertas es de personas."),
    conditions=(*ASKED, is_theirs_to_take),
    next_to_act=Nobody("Who takes it does it."),
)
RELEASE = Transition(
    *("release", "tasks:write", LIVE),
    conditions=(*ASKED, is_theirs_to_release),
    next_to_act=Nobody("It waits on the day of all who may take it."),
)
REASSIGN = Transition("reassign", "tasks:reassign", LIVE, scope="tasks:write", conditions=ASKED, next_to_act=Who.OWNERS)
STEPS = Transition("steps", "tasks:write", LIVE, conditions=ASKED, next_to_act=STAYS)
#: A done task still takes words and evidence, and so does one of a plan that has ended.
NOTES = Transition("notes", "tasks:write", EVERY, next_to_act=STAYS)
EVIDENCE = Transition("evidence", "tasks:write", EVERY, next_to_act=STAYS)
FILES = Transition("files", "tasks:write", EVERY, next_to_act=STAYS)
REMOVE_FILE = Transition("remove_file", "tasks:read", LIVE, scope="tasks:write", conditions=ASKED, next_to_act=STAYS)
COMMENTS = Transition(
    *("comments", "tasks:read", EVERY),
    scope="tasks:write",
    people=Words("A machine client leaves a note.", es="Un cliente automático deja una nota."),
    next_to_act=Who.MENTIONED,
)
MENTIONS_READ = Transition(
    "mentions/read",
    "tasks:read",
    EVERY,
    people=Words("Nobody mentions a machine client.", es="Nadie menciona a un cliente automático."),
    next_to_act=STAYS,
)

TRANSITIONS = (
    *(START, COMPLETE, WITHDRAW, REOPEN, CHANGE, REASSIGN, TAKE, RELEASE),
    *(STEPS, NOTES, EVIDENCE, FILES, REMOVE_FILE, COMMENTS, MENTIONS_READ),
)
