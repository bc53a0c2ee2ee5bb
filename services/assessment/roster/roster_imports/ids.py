"""Ids of what a roster names, a million at a time."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as FastUUID

from services.assessment.records.student_records.repository import ROSTER, system_of
from shared.ids import NAMESPACE


def ids_of(district_id: UUID, kind: str, system: str = "oneroster") -> Callable[[str], FastUUID]:
    """`shared.ids.id_from_source` for one kind of thing, made quick for a million rows."""
    head = hashlib.sha1(NAMESPACE.bytes + f"{district_id}/{system}/{kind}/".encode(), usedforsecurity=False)
    copy = head.copy

    def id_of(source_id: str) -> FastUUID:
        digest = copy()
        digest.update(source_id.encode())
        value = bytearray(digest.digest()[:16])
        value[6] = value[6] & 0x0F | 0x50
        value[8] = value[8] & 0x3F | 0x80
        return FastUUID(bytes(value))

    return id_of


class Ids:
    """Ids of the things that one source of a district lists, by kind; what many rows refer to is remembered."""

    def __init__(self, district_id: UUID, source: str = ROSTER) -> None:
        system = system_of(source)
        kinds = ("school", "person", "class", "course", "session")
        self.school, self.person, self.class_, self.course, self.session = (
            lru_cache(maxsize=500_000)(ids_of(district_id, kind, system)) for kind in kinds
        )
        self.role, self.enrollment = (ids_of(district_id, kind, system) for kind in ("role", "enrollment"))
