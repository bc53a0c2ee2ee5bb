"""What callers ask of a list: which rows, in which order, from which place on."""

from typing import Annotated, Any, Self
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.context.several import ME, MOST_IDS, SeveralIds, Values
from shared.errors import Invalid, fault
from shared.schemas import Instant
from shared.texts.words import Words

#: What is counted at most.
MOST_COUNTED = 10_000
#: What a list is asked besides filters.
NO_FILTERS = {"limit", "cursor", "sort", "count"}


class Paging(BaseModel):
    """What every list takes. A class with a list's own filters adds its fields to these."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(
        default=50, ge=1, le=500, description="Rows a page: 50 by default, 500 at most; with `ids` all of these."
    )
    cursor: str | None = Field(default=None, max_length=4000, description="`next_cursor` of the page before.")
    updated_since: Instant | None = Field(
        default=None,
        description="Only rows touched at or after this moment, deleted ones included, oldest change first. "
        "Ask next with the newest `updated_at` you got, less two minutes; you may get a row twice, never miss one.",
    )

    ids: SeveralIds | None = Field(
        default=None, description=f"Only these, {MOST_IDS} at most, with commas between them."
    )
    count: bool | None = Field(
        default=None, description=f"true: with the number of all rows asked for, counted up to {MOST_COUNTED:,}."
    )

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        """What goes through changes has an order of its own, and no number yet."""
        if self.updated_since is not None and (self.count or self.order is not None):
            raise ValueError("updated_since goes through changes in their order: leave out sort and count")
        if self.ids is not None and "limit" not in self.model_fields_set:
            self.limit = MOST_IDS
        return self

    @property
    def order(self) -> str | None:
        """The order asked for, of a list that offers some by a field `sort`."""
        return getattr(self, "sort", None)

    def filters(self, me: UUID | None = None) -> dict[str, Any]:
        """The list's own filters the caller gave; `me` is who asks. Raises `Invalid` where that is nobody."""
        return {
            name: _person(name, value, me)
            for name in type(self).model_fields.keys() - NO_FILTERS
            if (value := getattr(self, name)) is not None
        }

    def next(self, cursor: str) -> str:
        """The query string of the following page: the same filters, the new cursor."""
        said = self.model_dump(mode="json", exclude_none=True, exclude_unset=True) | {"cursor": cursor}
        return urlencode(
            {name: ",".join(map(str, value)) if isinstance(value, list) else value for name, value in said.items()}
        )


def _person(name: str, value: Any, me: UUID | None) -> Any:
    if value != ME and not (isinstance(value, list) and ME in value):
        return value
    if me is None:
        raise Invalid(
            errors=[
                fault(f"?{name}", Words("`me` is a person who signed in", es="`me` es una persona que inició sesión"))
            ]
        )
    return me if value == ME else Values({me if one == ME else one for one in value})


PagingQuery = Annotated[Paging, Query()]
