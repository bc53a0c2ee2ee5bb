"""Wire models of watchers."""

from uuid import UUID

from shared.schemas import Moment, Reply


class Watcher(Reply):
    """A staff member who watches a task."""

    staff_id: UUID
    since: Moment
