"""What every table class is made of."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, Enum, Integer, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from shared.db.keeping import Keeping
from shared.ids import new_id

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    """One registry; `tables_of` picks those of one service by the module a class stands in."""

    metadata = MetaData(naming_convention=NAMING)
    #: Each table says whose its rows are, and how long they are kept.
    keeping: ClassVar[Keeping]
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        int: Integer,
        UUID: Uuid,
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
        list[UUID]: ARRAY(Uuid),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
    }


def enumeration(values: type[StrEnum]) -> Enum:
    """A StrEnum stored as text with a named check, so that a typing error cannot become a state."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=True,
        name=values.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
        length=40,
    )


class DistrictOwned:
    """A row of one district: its key starts with the district, so a foreign key cannot cross over."""

    district_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class Stamped:
    """Who touched the row and when, filled in by the session from the context; `version` feeds the ETag."""

    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    created_by: Mapped[str]
    updated_by: Mapped[str]
    version: Mapped[int] = mapped_column(BigInteger, default=1, server_default="1")

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__dict__.get("version") or cls.version}


#: Kernel tables that not every service has: partners keeps no copy of itself, and only some count in school days,
#: work daily, or ask people for work.
KEPT_BY = {
    "shared.directory.": ("scheduling", "assessment", "notifications"),
    "shared.school_days.": ("assessment",),
    "shared.daily_work.": ("partners", "assessment"),
    "shared.asked_work.": ("partners", "assessment"),
    "shared.answers.": ("notifications",),
    "shared.front_ends.": ("scheduling", "notifications"),
}


def tables_of(service: str) -> list[Any]:
    """The tables that belong in one service's database: its own and the kernel's."""
    kept = tuple(part for part, services in KEPT_BY.items() if service in services)
    mine = (f"services.{service}.", "shared.audit.", "shared.auth.", "shared.web.", "shared.events.", *kept)
    return [mapper.local_table for mapper in Base.registry.mappers if f"{mapper.class_.__module__}.".startswith(mine)]
