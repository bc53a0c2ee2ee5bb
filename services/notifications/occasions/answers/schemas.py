"""Wire models of answer links, for district IT. What opens one is in no reply."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.notifications.occasions.answers.transitions import LinkState
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import StaffReference
from shared.schemas import MAY_DO, Moment, Reply

AnswerLinkAct = Literal["revoke"]


class AnswerLink(Reply):
    """An address by which one person may answer one thing once, without signing in. The address itself is only in the mail."""

    id: UUID
    purpose: str = Field(description="What it answers, as a code.", examples=["escalations.acknowledge"])
    subject_id: UUID = Field(description="The thing it answers.")
    recipient: StaffReference
    state: LinkState = Field(description="Only a live one opens.")
    made_at: Moment
    expires_at: Moment
    ended_at: Moment | None = Field(description="When it was used or revoked.")
    may: list[AnswerLinkAct] = MAY_DO


class AnswerLinkList(Paging):
    """Filters of the list."""

    recipient_id: SeveralPeople | None = None
    state: Several[LinkState] | None = None
