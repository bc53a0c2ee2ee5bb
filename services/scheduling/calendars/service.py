"""The calendars everything that counts school days counts in."""

from datetime import date

from services.scheduling.calendars import repository
from services.scheduling.calendars.rules import Calendars, SchoolYear, compose
from shared.web.context import Context


async def calendars_at(ctx: Context, day: date) -> Calendars | None:
    """The calendars of the school year a day lies in, or else of the next to begin; None when the district has neither.

    Two queries, whatever the number of schools.
    """
    spans = await repository.find_spans(ctx, day)
    district = spans.pop(None, None)
    if district is None:
        return None
    own = {school_id: span for school_id, span in spans.items() if school_id}
    every = [district, *own.values()]
    listed = await repository.list_days(ctx, min(first for first, _ in every), max(last for _, last in every))
    return compose(district, own, *listed)


async def year_at(ctx: Context, day: date) -> SchoolYear | None:
    """The district's own calendar of that school year."""
    found = await calendars_at(ctx, day)
    return found.district if found else None
