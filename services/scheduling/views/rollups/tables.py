"""What a roll-up is summed from: counts of tasks, and the changes to them not yet added in.

Triggers on `tasks` append the changes in the transaction that makes them; the worker adds them up. Each task is counted
twice: in a cell of its activity (with the day it is due) and in a cell of its school (with the month it is due: a school's
cells would else be as many as its tasks).
"""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Identity, false
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, enumeration
from shared.db.keeping import part_of


class RollupKind(StrEnum):
    """By what a cell counts: `member_id` is an activity or a school."""

    ACTIVITY = "activity"
    SCHOOL = "school"


class Counted:
    """What tasks of one cell have in common. `due_on` is the first of the month where schools are counted."""

    district_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    plan_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)
    kind: Mapped[RollupKind] = mapped_column(enumeration(RollupKind), primary_key=True, sort_order=-1)


class RollupCellRow(Counted, Base):
    """How many tasks are alike in everything a roll-up tells apart."""

    __tablename__ = "rollup_cells"
    keeping = part_of("plans", "plan_id")

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    on_time: Mapped[bool] = mapped_column(primary_key=True)
    owned: Mapped[bool] = mapped_column(primary_key=True)
    proved: Mapped[bool] = mapped_column(primary_key=True, server_default=false())
    n: Mapped[int]


class RollupDayRow(Counted, Base):
    """By how much scope (tasks not withdrawn) and done grew or shrank on a day of the district."""

    __tablename__ = "rollup_days"
    keeping = part_of("plans", "plan_id")

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    on_day: Mapped[date] = mapped_column(primary_key=True)
    scope: Mapped[int]
    done: Mapped[int]


class RollupDeltaRow(Counted, Base):
    """By how much a cell changed in one statement, on which day; gone once added to the cell and the day."""

    __tablename__ = "rollup_deltas"
    keeping = part_of("plans", "plan_id")

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    member_id: Mapped[UUID]
    state: Mapped[str]
    due_on: Mapped[date]
    on_time: Mapped[bool]
    owned: Mapped[bool]
    proved: Mapped[bool] = mapped_column(server_default=false())
    on_day: Mapped[date]
    n: Mapped[int]
