"""Wire models of plans as files."""

from typing import Literal

from shared.schemas import Reply

Format = Literal["yaml", "json", "csv"]

MEDIA_TYPES: dict[str, str] = {"yaml": "application/yaml", "json": "application/json", "csv": "text/csv"}


class PlanFileChecked(Reply):
    """A file that would be taken, in a call that changed nothing."""

    validate_only: bool
    title: str
    school_year: str
    content_hash: str
    goals: int
    strategies: int
    activities: int
