"""What a person's morning message holds: pure arithmetic on what scheduling told."""

from dataclasses import dataclass, field
from uuid import UUID

from services.notifications.messages.heard import Line, OverdueLine


@dataclass(frozen=True)
class Due:
    """What is due soon and overdue; the lists may be shorter than the counts."""

    due_soon_count: int = 0
    overdue_count: int = 0
    due_soon: list[Line] = field(default_factory=list)
    overdue: list[OverdueLine] = field(default_factory=list)

    @property
    def something(self) -> bool:
        """Whether there is anything to tell."""
        return self.due_soon_count + self.overdue_count > 0


NOTHING = Due()


def share_out(due: dict[UUID | None, Due], coordinators: list[UUID]) -> dict[UUID, tuple[Due, Due]]:
    """Each person's own tasks and, for coordinators, those nobody owns; who has neither is left out."""
    nobodys = due.get(None, NOTHING)
    people = {person: own for person, own in due.items() if person is not None}
    shares = {person: (own, NOTHING) for person, own in people.items() if own.something}
    if nobodys.something:
        shares.update({person: (people.get(person, NOTHING), nobodys) for person in coordinators})
    return shares
