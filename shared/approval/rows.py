"""The columns of a row that is approved."""

from datetime import datetime

from sqlalchemy.orm import Mapped


class Approvable:
    """Which content it is, who had a hand in it, and how far it has come: each as an actor (`person:<id>`) and a moment.

    `approved_hash` is the hash of the content that was approved: exactly that goes further.
    """

    content_hash: Mapped[str]
    authors: Mapped[list[str]]
    submitted_by: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    returned_reason: Mapped[str | None]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    approved_hash: Mapped[str | None]
