"""Base classes and small types of the wire models."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

from shared.names import ADDRESS, LONGEST_ADDRESS, LONGEST_NAME, ONE_LINE

# PostgreSQL cannot store U+0000, and no name or note needs it.
NO_NUL = r"^[^\x00]*$"

Code = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$")]
#: A role of the district's catalogue (`/v1/roles`).
RoleCode = Annotated[
    str,
    StringConstraints(min_length=2, max_length=40, pattern=r"^[a-z][a-z0-9_]*$"),
    Field(examples=["principal"]),
]
ShortText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME, pattern=ONE_LINE)
]
#: The same where nothing need be said.
ShortOrNone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME, pattern=ONE_LINE)]
Email = Annotated[str, StringConstraints(max_length=LONGEST_ADDRESS, pattern=ADDRESS)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000, pattern=NO_NUL)]
SourceId = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=ONE_LINE)]


def _as_listed(moment: datetime) -> str:
    """As PostgreSQL writes it, which makes the lists: a fraction of a second has no zeros at its end."""
    return re.sub(r"(\.\d*?)0+(?=[+-])", r"\1", moment.isoformat())


# A serializer's type is all that a contract would say of what it writes.
Moment = Annotated[
    datetime,
    AwareDatetime,
    PlainSerializer(_as_listed, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]

#: A time on the local clock, to the minute.
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"), Field(examples=["15:30"])]

# Python knows a few names that are no zones, and PostgreSQL does not know them.
ZONES = available_timezones() - {"localtime", "Factory", "posixrules"}


def _known_zone(name: str) -> str:
    if name not in ZONES:
        raise ValueError("not an IANA time zone such as America/Detroit")
    return name


Zone = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_+/-]+$"), AfterValidator(_known_zone)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]


def _as_written(form: str) -> BeforeValidator:
    """pydantic also takes numbers for dates; a contract that says `date` means text such as 2026-11-22."""

    def check(value: Any) -> Any:
        if isinstance(value, date) or (isinstance(value, str) and re.match(form, value)):
            return value
        raise ValueError("write it as in 2026-11-22 or 2026-11-22T08:00:00Z")

    return BeforeValidator(check)


def _in_living_memory(day: date) -> date:
    if not 1900 <= day.year <= 2199:
        raise ValueError("a day between 1900-01-01 and 2199-12-31")
    return day


Day = Annotated[date, _as_written(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_in_living_memory)]
Instant = Annotated[AwareDatetime, _as_written(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")]

# In bodies `true` is no number and "yes" no truth.
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
Truth = Annotated[bool, Strict()]

T = TypeVar("T")


class Body(BaseModel):
    """What a caller sends: an unknown field is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")


class Absent:
    """What a merge patch has where the caller named nothing; there is one, and it is no value of any field."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "ABSENT"


#: Stands as the default of every field of a `Patch`. Made by a factory, it is none in the contract: generated clients
#: send a default they are told of.
ABSENT: Any = Field(default_factory=Absent)


class Patch(Body):
    """A merge patch (RFC 7396): what is absent stays as it is; null empties what may be empty.

    ```
    class SchoolUpdate(Patch):
        name: ShortText = ABSENT            # null is refused
        cohort: Code | None = ABSENT
    ```
    """

    def changes(self) -> dict[str, Any]:
        """What the caller named, and nothing else."""
        return {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}

    def plain(self) -> dict[str, Any]:
        """The same as JSON has it; what is replaced whole comes without what is null in it."""
        found = self.model_dump(mode="json", include=self.model_fields_set, exclude_none=True)
        return {name: found.get(name) for name in self.changes()}

    def apply(self, row: object) -> None:
        """Set what the caller named on a row of the same words."""
        for name, value in self.changes().items():
            setattr(row, name, value)


class Reply(BaseModel):
    """What a caller gets: every field always there, so that generated clients need no guessing."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")


class Kept(Reply):
    """A row with its id, its version (its ETag), and when it was made and last changed."""

    id: UUID
    version: int
    created_at: Moment
    updated_at: Moment


class Reference(Reply):
    """Another row: its id, and its name as this service last heard it. Null: it has not heard of it yet."""

    id: UUID
    name: str | None


class Actor(Reply):
    """Whoever did something. A person or a client has an id, and a name as this service last heard it; a service its own."""

    kind: Literal["person", "client", "service", "operator"] = Field(
        description="person: of the staff. client: a machine's credential. service: one of ours. operator: the command line."
    )
    id: UUID | None
    name: str | None


class Count(Reply):
    """How many rows a list has: so many, or where that is not exact, more."""

    value: int
    exact: bool


#: What the field `may` of a reply says: a list of the names of its room's table of moves.
MAY_DO = Field(
    description="What the caller may do to it now: each is the end of its call's path, `change` its PATCH, "
    "`delete` its DELETE. What is sent with it may still be refused."
)


class Page(Reply, Generic[T]):
    """One page of a list. Ask again with `cursor=next_cursor` until it is null."""

    items: list[T]
    next_cursor: str | None
    count: Count | None = Field(
        default=None, exclude_if=lambda count: count is None, description="Only where asked for with `count=true`."
    )

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """What the contract calls a page of these."""
        return f"{params[0].__name__}Page"


class Fault(Reply):
    """One wrong value: where it stands, what is wrong with it."""

    pointer: str = Field(description="JSON pointer into the body, `?name` for a query parameter, or a header's name.")
    detail: str
    code: str
    line: int | None = Field(
        default=None, exclude_if=lambda line: line is None, description="In a file: its line, the first is 1."
    )
    column: str | None = Field(
        default=None, exclude_if=lambda column: column is None, description="In a spreadsheet: its column's name."
    )


class Problem(Reply):
    """RFC 9457 problem details. `code` is stable and meant for programs.

    `title`, `detail` and the details of `errors` are for people, in the language of `Accept-Language`: English or Spanish.
    `diagnosis` is for whoever operates the caller or the service, in English.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    correlation_id: str
    diagnosis: str
    errors: list[Fault]
