"""Wire models of when an activity is due: once, on and on, or again and again."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from services.scheduling.calendar.day_types.schemas import DayTypeCode
from services.scheduling.calendar.recurrence import rules as recurrence
from shared.schemas import NO_NUL, Body, Day, Whole


class DueDate(Body):
    """A date."""

    kind: Literal["date"]
    on: Day


class DueOffset(Body):
    """A number of days or school days before or after an anchor."""

    kind: Literal["offset"]
    count: Whole = Field(ge=0, le=1000)
    unit: Literal["days", "school_days"]
    direction: Literal["before", "after"]
    anchor: Literal["school_year_start", "publication", "date"]
    anchor_on: Day | None = Field(default=None, description="The date, with anchor `date`; otherwise omitted.")

    @model_validator(mode="after")
    def _anchored(self) -> "DueOffset":
        if (self.anchor == "date") != (self.anchor_on is not None):
            raise ValueError("anchor_on goes with anchor date, and only with it")
        return self


class DueOngoing(Body):
    """It goes on: due at the end of each school year of the plan, on its last school day or the plan's last day."""

    kind: Literal["ongoing"]


Due = Annotated[DueDate | DueOffset | DueOngoing, Field(discriminator="kind")]


class Repeat(Body):
    """Again and again: from the day `due` names, by an RFC 5545 rule on days or by a type of days, to the end of the school
    year at the latest.
    """

    rrule: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=NO_NUL)] | None = Field(
        default=None,
        description="FREQ (DAILY to YEARLY), INTERVAL, COUNT or UNTIL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST.",
        examples=["FREQ=MONTHLY;BYDAY=1TU"],
    )
    day_type: DayTypeCode | None = Field(
        default=None,
        description="Instead of a rule: on each school's days of this type, as its calendar has them.",
        examples=["reflection"],
    )
    every: Whole = Field(
        default=1,
        ge=1,
        le=20,
        exclude_if=lambda every: every == 1,
        description="With a day type: 2 is every second of its days, or with `of_month` every second month that has some.",
    )
    of_month: Annotated[Whole, Field(ge=-5, le=5)] | None = Field(
        default=None, description="With a day type: of each month its first (1), its second, its last (-1) such day."
    )
    on_non_school_day: Literal["before", "after", "skip"] = Field(
        default="after",
        description="An occurrence on a day without school moves to the school day before or after, or is skipped.",
    )
    grace_days: Whole = Field(
        default=0,
        ge=0,
        le=60,
        # No grace is not named: a content from before there was any keeps its hash.
        exclude_if=lambda days: days == 0,
        description="How many days after its due day an event still proves an occurrence, before it proves the next.",
    )

    @model_validator(mode="after")
    def _can_be_followed(self) -> "Repeat":
        if (self.rrule is None) == (self.day_type is None):
            raise ValueError("name a rule or a day type, one of them")
        if self.of_month == 0:
            raise ValueError("of_month counts from 1, or from the end from -1")
        if self.rrule is not None:
            recurrence.parse(self.rrule)
            if self.every != 1 or self.of_month is not None:
                raise ValueError("every and of_month go with a day type; a rule says INTERVAL and BYDAY")
        elif self.on_non_school_day != "after":
            raise ValueError("on_non_school_day goes with a rule: school is held on days of a type")
        return self
