"""The calendars of a day, as everything that counts school days reads them."""

import time
from datetime import date
from uuid import UUID

from services.scheduling.calendar.calendars.service import calendars_at, year_at
from shared.context.context import Context
from shared.ids import new_id
from shared.testing.calls import Service
from tests.scheduling.calendar.calendars.years import add_year

MLK_DAY = date(2027, 1, 18)


async def list_day(scheduling: Service, district_id: UUID, school_id: UUID | None, day: date, held: bool) -> None:
    """List a day past the API."""
    await scheduling.sql(
        """insert into calendar_days (district_id, id, school_id, day, day_type, school_is_held,
        created_at, updated_at, created_by, updated_by)
        values ($1, uuidv7(), $2, $3, $4, $5, now(), now(), 'x', 'x')""",
        *(district_id, school_id, day, "instructional" if held else "closure", held),
    )


async def test_without_a_school_year_there_are_no_calendars(ctx: Context) -> None:
    assert await calendars_at(ctx, date(2026, 9, 1)) is None
    assert await year_at(ctx, date(2026, 9, 1)) is None


async def test_a_schools_own_day_beats_the_districts(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID], ctx: Context
) -> None:
    await add_year(scheduling, district_id, non_school_days=[MLK_DAY.isoformat()])
    oak, elm = schools["0101"], schools["0102"]
    await list_day(scheduling, district_id, oak, MLK_DAY, True)
    calendars = await calendars_at(ctx, date(2026, 9, 1))
    assert calendars is not None
    assert calendars.of(oak).is_school_day(MLK_DAY)
    assert not calendars.of(elm).is_school_day(MLK_DAY)
    assert calendars.groups() == [(calendars.district, None), (calendars.of(oak), [oak])]
    assert await year_at(ctx, date(2026, 9, 1)) == calendars.district


async def test_after_the_last_day_the_next_school_year_counts(
    scheduling: Service, district_id: UUID, ctx: Context
) -> None:
    await add_year(scheduling, district_id)
    await add_year(scheduling, district_id, starts_on="2027-08-23", ends_on="2028-06-09")
    for day, first in ((date(2027, 6, 11), date(2026, 8, 24)), (date(2027, 6, 12), date(2027, 8, 23))):
        year = await year_at(ctx, day)
        assert year is not None
        assert year.starts_on == first
    assert await year_at(ctx, date(2028, 6, 10)) is None


async def test_a_school_with_a_year_of_its_own_has_it_while_it_lasts(
    scheduling: Service, district_id: UUID, schools: dict[str, UUID], ctx: Context
) -> None:
    oak = schools["0101"]
    await add_year(scheduling, district_id)
    await add_year(scheduling, district_id, starts_on="2027-08-23", ends_on="2028-06-09")
    await add_year(scheduling, district_id, school_id=str(oak), starts_on="2026-07-20", ends_on="2027-06-30")
    for day, last in (
        (date(2026, 7, 1), date(2027, 6, 30)),
        (date(2027, 6, 20), date(2027, 6, 30)),
        (date(2027, 7, 1), date(2028, 6, 9)),
    ):
        calendars = await calendars_at(ctx, day)
        assert calendars is not None
        assert calendars.of(oak).ends_on == last, day


async def test_a_neighbours_days_are_not_ours(scheduling: Service, district_id: UUID, ctx: Context) -> None:
    theirs = new_id()
    for id_ in (district_id, theirs):
        await add_year(scheduling, id_)
    await list_day(scheduling, theirs, None, MLK_DAY, False)
    year = await year_at(ctx, MLK_DAY)
    assert year is not None
    assert year.is_school_day(MLK_DAY)


async def test_a_thousand_schools_with_days_of_their_own_load_well_under_a_second(
    scheduling: Service, district_id: UUID, ctx: Context
) -> None:
    await add_year(scheduling, district_id)
    # Each of 1,000 schools lists 20 days; a tenth of them list days nobody else does.
    await scheduling.sql(
        """insert into calendar_days (district_id, id, school_id, day, day_type, school_is_held,
        created_at, updated_at, created_by, updated_by)
        select $1, uuidv7(), s.id, date '2026-09-01' + (case when s.n % 10 = 0 then s.n % 7 else 0 end) + d * (2 + s.n % 10),
               'holiday', false, now(), now(), 'x', 'x'
        from (select gen_random_uuid() as id, n from generate_series(1, 1000) n) s, generate_series(1, 20) d returning id""",
        district_id,
    )
    took = []
    for _ in range(3):
        begun = time.process_time()
        calendars = await calendars_at(ctx, date(2026, 9, 1))
        groups = calendars.groups() if calendars else []
        took.append(time.process_time() - begun)
    assert calendars is not None
    assert len(calendars.own) == 1000
    assert len(groups) < 30
    assert min(took) < 0.5, took
