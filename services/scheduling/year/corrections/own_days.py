"""What a school's people may say of its days: on days that the district leaves plain school days, within its policy."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.scheduling.calendar.calendars.repository import list_entries
from services.scheduling.calendar.calendars.rules import Calendars
from services.scheduling.calendar.calendars.tables import CalendarDayRow
from services.scheduling.calendar.day_types.rules import INSTRUCTIONAL
from services.scheduling.calendar.school_policy.schemas import SchoolPolicy
from services.scheduling.year.corrections import repository
from services.scheduling.year.corrections.errors import DayOfDistrict, NotWithinPolicy
from services.scheduling.year.corrections.rules import Entry
from shared.context.context import Context
from shared.errors import fault
from shared.texts.words import Words


@dataclass
class OwnDays:
    """What entries of schools are held against, and how many days of a school year each has by now."""

    policy: SchoolPolicy
    calendars: Mapping[date, Calendars | None]
    listed: Mapping[tuple[UUID | None, date], CalendarDayRow]
    counted: dict[tuple[UUID, date], int] = field(default_factory=dict)
    added: Counter[tuple[UUID, date]] = field(default_factory=Counter)

    async def check(self, ctx: Context, entry: Entry) -> None:
        """Raises `NotWithinPolicy`, or `DayOfDistrict` naming what the district lists."""
        assert entry.school_id is not None, "an entry of a school's own"
        if not entry.school_is_held and not self.policy.may_close:
            raise NotWithinPolicy(
                Words(
                    "That no school is held is the district's to say.", es="Que no haya clases lo decide el distrito."
                ),
                errors=[fault("/day_type", Words("no school is held on it", es="ese día no hay clases"))],
            )
        if entry.day_type in self.policy.district_day_types:
            raise NotWithinPolicy(
                Words("Only the district gives this type to days.", es="Solo el distrito da este tipo a los días."),
                errors=[fault("/day_type", Words("the district's alone", es="solo del distrito"))],
            )
        if why := self.why_not_there(entry.day, entry.school_id):
            raise DayOfDistrict(
                Words(f"{entry.day}: {why}.", es=f"{entry.day}: {why.es}."),
                errors=[fault("/day", why, DayOfDistrict.code)],
            )
        await self._count(ctx, entry)

    def why_not_there(self, day: date, school_id: UUID) -> Words | None:
        """Why a school says nothing of this day; None where it may."""
        own, listed = self.listed.get((school_id, day)), self.listed.get((None, day))
        if own is not None and not own.by_school:
            return Words(
                f"the district lists it as {own.day_type} for this school",
                es=f"el distrito lo registra como {own.day_type} para esta escuela",
            )
        if listed is not None and listed.day_type != INSTRUCTIONAL.code:
            return Words(
                f"the district lists it as {listed.day_type}", es=f"el distrito lo registra como {listed.day_type}"
            )
        at = self.calendars[day]
        # A day the school itself has closed is still its own to say something of.
        if own is None and (at is None or not at.of(school_id).is_school_day(day)):
            return Words("no school is held on it", es="ese día no hay clases")
        return None

    async def _count(self, ctx: Context, entry: Entry) -> None:
        at = self.calendars[entry.day]
        assert at is not None, "a day of a school year"
        assert entry.school_id is not None, "an entry of a school's own"
        key = entry.school_id, at.district.starts_on
        if key not in self.counted:
            span = at.district.starts_on, at.district.ends_on
            self.counted[key] = await repository.count_own_days(ctx, entry.school_id, *span, [])
        if (entry.school_id, entry.day) not in self.listed:
            self.added[key] += 1
        if self.counted[key] + self.added[key] > self.policy.own_days:
            self.added[key] -= 1
            raise NotWithinPolicy(
                Words(
                    f"The district lets a school say something of {self.policy.own_days} days of a school year.",
                    es="El distrito permite a una escuela decidir sobre "
                    f"{self.policy.own_days} días de un año escolar.",
                ),
                errors=[fault("/day", Words("one more than that", es="uno más de los permitidos"))],
            )


async def listed_of(
    ctx: Context, days: set[date], schools: set[UUID | None]
) -> dict[tuple[UUID | None, date], CalendarDayRow]:
    """What is listed of these days, for the district and for these schools."""
    return await list_entries(ctx, min(days), max(days), *schools) if days else {}
