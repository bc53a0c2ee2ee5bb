"""Wire models of what can prove a task."""

from pydantic import Field

from shared.schemas import Reply


class EvidenceField(Reply):
    """A field a condition may use; `values` lists a closed vocabulary, or is empty."""

    name: str = Field(
        description="Of many things alike (`is_keyed`) a condition names which: `subscale_percent.teams`."
    )
    is_keyed: bool
    kind: str
    operators: list[str]
    values: list[str]


class EvidenceType(Reply):
    """An event that can prove a task."""

    event_type: str
    fields: list[EvidenceField]


class EvidenceTypes(Reply):
    """Every event that can prove a task."""

    items: list[EvidenceType]
