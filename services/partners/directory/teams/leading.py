"""Who is asked to name a team's leader: whoever heads its school, or the district's coordinator, while nobody leads it."""

from datetime import date

from services.partners.asking.asked_work.service import ASKING
from services.partners.directory.teams import repository
from services.partners.directory.teams.tables import TeamRow
from shared.asked_work import asking
from shared.asked_work.events import Wish
from shared.auth.profiles import DISTRICT_COORDINATOR, PRINCIPAL
from shared.context.context import Context

ORIGIN = "team"
#: The school days within which somebody is named.
SCHOOL_DAYS = 5


async def ask_for_leader(ctx: Context, row: TeamRow, *, is_led: bool, today: date) -> None:
    """Ask for a leader of a team there is today and nobody leads; of any other nobody is asked."""
    if is_led or not row.starts_on <= today <= (row.ends_on or today):
        return await ASKING.settle(ctx, ORIGIN, row.id, "done" if is_led else "dropped")
    wish = Wish(
        school_id=row.school_id,
        role=PRINCIPAL if row.school_id else DISTRICT_COORDINATOR,
        school_days=SCHOOL_DAYS,
        text_code="team.name_leader",
        text_values={"kind": row.kind.value},
        link=f"/v1/teams/{row.id}",
    )
    await ASKING.ask(ctx, ORIGIN, row.id, wish)


async def ask_for_leaders(ctx: Context, day: date) -> None:
    """The same of every team, as a day begins; of teams that are over nobody is asked any more."""
    rows = await repository.standing(ctx, day)
    led = await repository.led_on(ctx, [row.id for row in rows], day)
    for row in rows:
        await ask_for_leader(ctx, row, is_led=row.id in led, today=day)
    there = {row.id for row in rows}
    for id_ in await asking.standing(ctx, ORIGIN):
        if id_ not in there:
            await ASKING.settle(ctx, ORIGIN, id_, "dropped")
