"""Wire models of handovers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.scheduling.work.barriers.tables import BarrierLevel, BarrierState
from services.scheduling.work.tasks.schemas import TaskNote, TaskSummary
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import ActorReference, SchoolReference, StaffReference
from shared.schemas import MAY_DO, Body, Day, LongText, Moment, Reply

HandoverAct = Literal["notes"]


class HandoverSummary(Reply):
    """One person's tasks of a role at a school that went to somebody else, counted as they stood that moment."""

    id: UUID
    former_owner: StaffReference
    new_owner: StaffReference | None = Field(description="null: nobody has taken over yet.")
    school: SchoolReference | None = Field(description="null: tasks of the district itself.")
    role: str
    task_count: int
    open_count: int
    overdue_count: int
    may: list[HandoverAct] = MAY_DO
    version: int
    created_at: Moment
    updated_at: Moment


class HandoverBarrier(Reply):
    """A barrier that blocks a task; its words are read at `/v1/barriers/{id}`."""

    id: UUID
    number: int
    code: str
    state: BarrierState
    level: BarrierLevel
    answer_due_on: Day | None


class HandoverTask(TaskSummary):
    """A task that changed hands, as it stands now; of its notes the newest 20 the reader may read."""

    steps_done: int
    steps_total: int
    notes: list[TaskNote]
    barriers: list[HandoverBarrier]


class HandoverNote(Reply):
    """A note from one side of the handover to the other."""

    id: UUID
    body: str
    created_by: ActorReference
    created_at: Moment


class Handover(HandoverSummary):
    """What a successor needs: the tasks still to be done as of `day`, and the notes.

    At most 500 tasks, by due date; `live_count` says how many there are, `done_count` how many are done by now.
    """

    day: Day
    live_count: int
    done_count: int
    overdue: list[HandoverTask] = Field(description="Past their due date, and not blocked.")
    upcoming: list[HandoverTask] = Field(description="Due within 14 days, or blocked and past their due date.")
    later: list[HandoverTask]
    notes: list[HandoverNote]


class HandoverNoteCreate(Body):
    """A note for the other side."""

    body: Annotated[LongText, Field(min_length=1)]


class HandoverList(Paging):
    """Filters of the list of handovers."""

    former_owner_id: SeveralPeople | None = None
    new_owner_id: SeveralPeople | None = None
    school_id: Several[UUID] | None = None
    waiting: bool | None = Field(
        default=None, description="true: nobody has taken over, and something of it still lies with nobody."
    )


class PreviewedRole(Reply):
    """The person's tasks by role and school, and who else could take them."""

    school: SchoolReference | None
    role: str | None = Field(description="null: given to the person, not to a role.")
    task_count: int
    overdue_count: int
    first_due_on: Day
    new_owner: StaffReference | None = Field(
        description="Who would get the tasks; null: nobody, they would be unowned."
    )
    other_holders: list[StaffReference] = Field(
        description="Who else holds the role there or for the district; the first 20."
    )


class HandoverPreview(Reply):
    """What would need a new owner if this person left on `day`: live tasks by school and role, at most 1,000 of these."""

    staff: StaffReference
    day: Day
    task_count: int
    roles: list[PreviewedRole]
