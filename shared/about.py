"""What something is about: the noun of the API it speaks of, and where people open it in their front end."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from pydantic import Field

from shared.front_ends.pages import FrontEndPage, Place, link_to
from shared.schemas import Reply


class AboutKind(StrEnum):
    """A thing of the API that has an id or, of what speaks of many, the list they are read in."""

    TASK = "task"
    PLAN = "plan"
    REVISION = "revision"
    BARRIER = "barrier"
    HANDOVER = "handover"
    DELEGATION = "delegation"
    ANNOUNCEMENT = "announcement"
    EMERGENCY_ACCESS = "emergency_access"
    OWN_NOTE = "own_note"
    MY_DAY = "my_day"
    TASKS = "tasks"
    ROLL_UP = "roll_up"
    ESCALATIONS = "escalations"
    ATTENDANCE_ALERTS = "attendance_alerts"


class About(Reply):
    """What a message, an event or a piece of work is about. Outside assessment no title names a student."""

    kind: AboutKind
    id: UUID | None = Field(description="Null: it is about many. A revision is read by its plan's id and its number.")
    number: int | None = Field(description="A barrier's or a revision's.")
    title: str | None = Field(
        description="As it was called when it was told; null: it is not told here, read it at the thing itself."
    )
    link: str | None = Field(
        description="Where whoever it is for sees to it in the front end; null: there is none, or it is all said."
    )


#: Where what has no page of its own is seen to; of the others the page is called as they are.
PAGES: Mapping[AboutKind, FrontEndPage | None] = {
    AboutKind.OWN_NOTE: FrontEndPage.MY_DAY,
    AboutKind.ANNOUNCEMENT: None,
}


def page_of(kind: AboutKind) -> FrontEndPage | None:
    """The page on which a thing is seen to; None: it is all said."""
    return PAGES[kind] if kind in PAGES else FrontEndPage(kind.value)


def place_of_thing(kind: AboutKind, id_: UUID | str | None, number: int | None) -> Place | None:
    """Where a thing is seen to; of many, where they are listed."""
    page = page_of(kind)
    return None if page is None else Place(page, id_, number)


@dataclass(frozen=True)
class FrontEnd:
    """Where its reader is led to: the addresses of their front end, if there is one, and the operator's address."""

    addresses: Mapping[str, str] | None
    otherwise: str

    @cached_property
    def name(self) -> str:
        """What tells it from others: two that lead everywhere alike have the same."""
        return repr(sorted((self.addresses or {}).items()))

    def link_to(self, place: Place | None) -> str | None:
        """The address of a place; None where there is no front end for it."""
        return link_to(place, self.addresses, self.otherwise)


def about_thing(
    kind: AboutKind,
    id_: UUID | str | None,
    title: str | None,
    front_end: FrontEnd,
    *,
    number: int | None = None,
    path: str | None = None,
) -> dict[str, Any]:
    """What is about a thing, as a reply has it; `path` is that of the API where it is seen to, if not at the thing."""
    place = Place.of_path(path) if path else place_of_thing(kind, id_, number)
    link = front_end.link_to(place)
    return {"kind": kind.value, "id": id_ and str(id_), "number": number, "title": title or None, "link": link}
