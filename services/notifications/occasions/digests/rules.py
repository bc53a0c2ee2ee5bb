"""What a person's morning message holds: pure arithmetic on what scheduling told."""

from dataclasses import dataclass, field
from uuid import UUID

from services.notifications.messages.messages.consumed import DueLine, OverdueLine


@dataclass(frozen=True)
class Due:
    """What is due soon and overdue, and whether any of it is new; the lists may be shorter than the counts."""

    due_soon_count: int = 0
    overdue_count: int = 0
    due_soon: list[DueLine] = field(default_factory=list)
    overdue: list[OverdueLine] = field(default_factory=list)
    news: bool = False


NOTHING = Due()


def share_out(due: dict[UUID | None, Due], coordinators: list[UUID]) -> dict[UUID, tuple[Due, Due]]:
    """Each person's own tasks and, for coordinators, those nobody owns; who has nothing new in either is left out.

    A list that only grows older is no message: the ladder speaks of it.
    """
    nobodys = due.get(None, NOTHING)
    people = {person: own for person, own in due.items() if person is not None}
    shares = {person: (own, NOTHING) for person, own in people.items()}
    shares |= {person: (people.get(person, NOTHING), nobodys) for person in coordinators}
    return {person: (own, theirs) for person, (own, theirs) in shares.items() if own.news or theirs.news}
