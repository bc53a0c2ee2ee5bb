"""What travels: a fact with ids and codes, in a CloudEvents 1.0 envelope. Never a student's name, note or birth date."""

from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.provable import Provable


class Event(BaseModel):
    """A fact one service states. Subclasses name their type and their subject: `subject="plans/{plan_id}"`.

    A class without a type is only what several facts have in common. One that is marked `provable` proves work, and makes it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: ClassVar[str]
    subject_form: ClassVar[str]
    provable: ClassVar[Provable | None] = None
    known: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, *, type: str, subject: str, provable: Provable | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.type = type
        cls.subject_form = subject
        cls.provable = provable
        if type:
            Event.known[type] = cls

    @classmethod
    def of(cls, row: Any, **more: Any) -> Self:
        """The fact as a row has it: each field is the attribute of its name.

        The one the subject is called by is the row's id, but of a row that is part of something else and names it so.
        """
        own = cls.subject_form.partition("{")[2].rstrip("}")
        wanted = cls.model_fields.keys() - more
        facts = {name: getattr(row, "id" if name == own and not hasattr(row, own) else name) for name in wanted}
        return cls(**facts, **more)

    def subject(self) -> str:
        """What the fact is about, as a path."""
        return self.subject_form.format(**self.__dict__)


class Part(BaseModel):
    """A part of an event: one of several things it speaks of."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Read(BaseModel):
    """What a consumer reads of one of the things somebody else's event speaks of; anything more is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Consumed(Read):
    """The part of somebody else's event a consumer reads: only the fields it uses, anything more is ignored."""

    type: ClassVar[str]

    def __init_subclass__(cls, *, type: str, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.type = type


class Envelope(BaseModel):
    """CloudEvents 1.0 with our extensions, as it lies on the bus (structured JSON)."""

    model_config = ConfigDict(extra="ignore")

    specversion: str
    id: UUID
    type: str
    source: str
    subject: str
    time: datetime
    datacontenttype: str
    dataschema: str
    districtid: UUID
    actor: str
    correlationid: str
    causationid: UUID | None = None
    traceparent: str | None = None
    sequence: str
    data: dict[str, Any]
