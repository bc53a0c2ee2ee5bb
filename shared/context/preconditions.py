"""`If-Match` of a call that changes something: sent with any, it holds or nothing is done (RFC 9110 §13.1.1).

It speaks of the row the path names last. The work loads that row anyhow, and says so here; the version it had before anything
was changed is what counts. A call that must not be made unseen asks for the header itself (`require`).
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from shared import entity_tags
from shared.errors import Invalid, PreconditionUnknown, Refusal, Stale, VersionMissing, fault
from shared.texts.words import Words

#: Refused for who asks, or as not there: it must not be told apart by a version.
HIDING = (401, 403, 404)


class Precondition:
    """What a caller sent as `If-Match`, and whether it holds. `unless` was sent as `If-None-Match`, which no change takes."""

    def __init__(self, sent: str | None = None, named: UUID | None = None, unless: str | None = None) -> None:
        self.sent = sent
        self.named = named
        self.unless = unless
        self._version: int | None = None
        self._is_sure = False

    def require(self, version: int) -> None:
        """Hold it against a row of this version. Raises `VersionMissing` (428), `Stale` (412), or `Invalid` for no tags."""
        if self.sent is None:
            raise VersionMissing(
                Words("Send the ETag you read as If-Match.", es="Envíe como If-Match el ETag que leyó.")
            )
        self._version, self._is_sure = version, True
        self.check()

    def leave_to_work(self) -> None:
        """The work holds it against its row itself, by the rules of another standard: nothing here does."""
        self.sent = self.unless = None

    def watch(self, session: AsyncSession) -> None:
        """See whatever the work loads."""
        if self.sent is not None and self.named is not None:
            event.listen(session.sync_session, "loaded_as_persistent", lambda _, row: self.saw([row], lock=False))

    def saw(self, rows: Iterable[Any], *, lock: bool) -> None:
        """Take the version of the row the path names, if it is among these: the first that was locked, else the first."""
        if self.sent is None or self.named is None or self._is_sure:
            return
        for row in rows:
            version = getattr(row, "version", None)
            if getattr(row, "id", None) == self.named and isinstance(version, int) and (lock or self._version is None):
                self._version, self._is_sure = version, lock

    def check(self) -> None:
        """Raises `Stale` where it does not hold, and `PreconditionUnknown` where no row was met that has a version."""
        if self.unless is not None:
            raise PreconditionUnknown(
                Words(
                    "A call that changes something is held against If-Match alone: leave If-None-Match out.",
                    es="Una llamada que cambia algo se compara solo con If-Match: omita If-None-Match.",
                ),
                errors=[fault("If-None-Match", Words("not taken", es="no se acepta"))],
            )
        if self.sent is None:
            return
        if self._version is None:
            raise PreconditionUnknown(
                Words(
                    "This call changes no one row that has a version: leave it out.",
                    es="Esta llamada no cambia una fila que tenga versión: omítalo.",
                ),
                errors=[fault("If-Match", Words("not taken", es="no se acepta"))],
            )
        if not self._holds():
            tag = entity_tags.of_version(self._version)
            raise Stale(
                Words(
                    "Read it again and repeat the change on what you find.",
                    es="Léalo de nuevo y repita el cambio sobre lo que encuentre.",
                ),
                headers={"ETag": tag},
            )

    def check_instead_of(self, refusal: Refusal) -> None:
        """Raises `Stale` where the row is an older one to the caller: that says more than what the work was refused with."""
        if self.sent is not None and self._version is not None and refusal.status not in HIDING:
            self.check()

    def _holds(self) -> bool:
        assert self.sent is not None
        assert self._version is not None
        try:
            return entity_tags.names_version(self.sent, self._version)
        except ValueError:
            found = [
                fault(
                    "If-Match",
                    Words(
                        'an ETag in quotes, as you got it, such as "3-x7Qd0aLw"',
                        es='un ETag entre comillas, tal como lo recibió, por ejemplo "3-x7Qd0aLw"',
                    ),
                )
            ]
            raise Invalid(
                Words("Send the ETag as you got it.", es="Envíe el ETag tal como lo recibió."), errors=found
            ) from None
