"""Wire models of watchers."""

from shared.directory.references import StaffReference
from shared.schemas import Moment, Reply


class Watcher(Reply):
    """A staff member who watches a task."""

    staff: StaffReference
    since: Moment
