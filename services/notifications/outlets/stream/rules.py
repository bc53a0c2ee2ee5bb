"""Who sees which entry, and where in the stream somebody stands."""

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.notifications.permissions import POLICY
from shared.principal import Principal

#: Entries are kept for so long …
KEPT = timedelta(hours=24)
#: … and a stream is taken up again within a little less, so that none it needs is being forgotten meanwhile.
RESUMABLE = timedelta(hours=23)
#: More missed entries than these are better learned by reading the lists again.
MOST_MISSED = 1_000
#: Frames one stream may lag behind.
MOST_WAITING = 256
#: Streams one caller keeps open in one process: the next one closes the oldest.
STREAMS_EACH = 5

BARRIERS = "scheduling.barrier."
POSITION = struct.Struct(">16sqq")
LONGEST_POSITION = 200


class NotAPosition(ValueError):
    """A text that names no place in the district's stream."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a district's stream: after entry `seq`, which was made at `at`."""

    district_id: UUID
    seq: int
    at: datetime

    def __str__(self) -> str:
        packed = POSITION.pack(self.district_id.bytes, self.seq, int(self.at.timestamp()))
        return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()

    @classmethod
    def of(cls, text: str, district_id: UUID) -> "Position":
        """Read an `id` this stream gave. Raises `NotAPosition`, also for one of another district."""
        try:
            if len(text) > LONGEST_POSITION:
                raise NotAPosition
            packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            owner, seq, seconds = POSITION.unpack(packed)
            found = cls(UUID(bytes=owner), seq, datetime.fromtimestamp(seconds, UTC))
        except (ValueError, binascii.Error, struct.error, OverflowError, OSError):
            raise NotAPosition from None
        if found.district_id != district_id or seq < 0:
            raise NotAPosition
        return found

    def is_too_old(self, now: datetime) -> bool:
        """Might entries after it have been forgotten?"""
        return self.at < now - RESUMABLE


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, and whom it concerns. `data` is JSON text; `actor` is who did it until it is written into the data."""

    type: str
    data: str
    school_ids: tuple[UUID, ...] = ()
    owner_ids: tuple[UUID, ...] = ()
    recipient_id: UUID | None = None
    plan_id: UUID | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """What one token lets its holder see, worked out once for the life of a stream."""

    staff_id: UUID | None
    is_everywhere: bool
    has_plans: bool
    task_schools: frozenset[UUID]
    barrier_schools: frozenset[UUID]
    works_everywhere: bool
    works_at: frozenset[UUID]

    def sees(self, entry: Entry) -> bool:
        """The rule of `stream:read`, of `stream:barriers` for those, and of `stream:plans` for what concerns a whole plan."""
        if entry.recipient_id is not None:
            return entry.recipient_id == self.staff_id
        if self.is_everywhere:
            return True
        if not entry.school_ids:
            return (self.has_plans and entry.plan_id is not None) or self.staff_id in entry.owner_ids
        mine = self.barrier_schools if entry.type.startswith(BARRIERS) else self.task_schools
        if not mine.isdisjoint(entry.school_ids):
            return True
        is_there = self.works_everywhere or not self.works_at.isdisjoint(entry.school_ids)
        return is_there and self.staff_id in entry.owner_ids


def sight_of(principal: Principal) -> Sight:
    """What a caller may see, by the roles of the token."""
    schools = POLICY.reach(principal, "stream:read")
    return Sight(
        staff_id=principal.staff_id,
        is_everywhere=schools is None,
        has_plans=POLICY.reach(principal, "stream:plans") != [],
        task_schools=frozenset(schools or ()),
        barrier_schools=frozenset(POLICY.reach(principal, "stream:barriers") or ()),
        works_everywhere=any(held.school_id is None for held in principal.roles),
        works_at=frozenset(held.school_id for held in principal.roles if held.school_id),
    )


def may_see(principal: Principal, entry: Entry) -> bool:
    """May this caller be shown this entry? Messages are their recipient's alone; clients see everything else."""
    return sight_of(principal).sees(entry)
