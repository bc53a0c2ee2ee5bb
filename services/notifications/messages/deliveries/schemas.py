"""Wire models of deliveries."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.notifications.messages.deliveries.tables import Channel, Reason, State
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import StaffReference
from shared.schemas import MAY_DO, Moment, Reply

DeliveryAct = Literal["retry"]


class Delivery(Reply):
    """One message on one channel: its state, and why."""

    id: UUID
    message_id: UUID
    recipient: StaffReference
    channel: Channel
    state: State
    reason: Reason | None
    attempts: int
    next_attempt_at: Moment | None = Field(description="When it is tried next, while it is pending.")
    last_smtp_code: int | None
    address: str | None = Field(description="The address used, which may not be today's.")
    language: str | None
    sent_with: UUID | None = Field(
        description="When several go in one e-mail, the delivery whose e-mail it is; that one has its own id here."
    )
    may: list[DeliveryAct] = MAY_DO
    version: int
    created_at: Moment
    updated_at: Moment


class DeliveryList(Paging):
    """Filters of the list of deliveries."""

    state: Several[State] | None = None
    channel: Several[Channel] | None = None
    message_id: Several[UUID] | None = None
    recipient_id: SeveralPeople | None = None
