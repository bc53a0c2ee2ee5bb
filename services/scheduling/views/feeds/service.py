"""Use cases of feeds: made and revoked by people, fetched by their calendar programs."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Response

from services.scheduling.permissions import POLICY
from services.scheduling.views.feeds import repository, rules, writing
from services.scheduling.views.feeds.errors import FeedUnknown, TooManyFeeds, TooManyGuesses
from services.scheduling.views.feeds.may import LISTING
from services.scheduling.views.feeds.schemas import FeedCreate
from services.scheduling.views.feeds.tables import FeedKind, FeedRow
from services.scheduling.views.feeds.transitions import REVOKE
from shared import clock
from shared.context.context import Context
from shared.context.paging import Paging
from shared.context.work import work_for
from shared.db.engine import Database
from shared.db.locks import one_at_a_time
from shared.directory.queries import known_schools
from shared.errors import Invalid, NoSuchSchool, NotPermitted, PeopleOnly, fault
from shared.logging import bind
from shared.settings import Settings
from shared.texts.words import Words
from shared.web.throttle import Guesses

MOST_FEEDS = 10
GUESSES = Guesses()


@dataclass(frozen=True)
class Fetched:
    """A feed as it is sent: its entity tag, and the calendar unless the caller has it."""

    tag: str
    body: bytes | None


async def listed(ctx: Context, paging: Paging) -> Response:
    """The caller's feeds; an operator's list has everybody's."""
    return await ctx.page(LISTING, paging, _visible(ctx))


async def create(ctx: Context, wish: FeedCreate) -> tuple[FeedRow, str]:
    """Make a feed; its address lives only in the answer. Raises `PeopleOnly`, `NoSuchSchool`, `TooManyFeeds`."""
    person = ctx.principal.staff_id
    if person is None:
        raise PeopleOnly(
            Words(
                "A feed shows what its person may see; a machine client asks GET /v1/tasks.",
                es="Un calendario suscrito muestra lo que puede ver su "
                "persona; un cliente automático consulta GET /v1/tasks.",
            )
        )
    if (wish.kind is FeedKind.SCHOOL) != (wish.school_id is not None):
        wrong = (
            Words("a school's feed names its school", es="el calendario de una escuela nombra su escuela")
            if wish.school_id is None
            else Words("a person's feed names no school", es="el calendario de una persona no nombra ninguna escuela")
        )
        raise Invalid(errors=[fault("/school_id", wrong)])
    if wish.school_id is not None:
        if not await known_schools(ctx, {wish.school_id}):
            raise NoSuchSchool(
                errors=[fault("/school_id", Words("no such school", es="no existe esa escuela"), "no_such_school")]
            )
        POLICY.require(ctx, "feeds:school", school_id=wish.school_id)
    await one_at_a_time(ctx, "feeds", person)
    if await repository.count_live(ctx, person) >= MOST_FEEDS:
        raise TooManyFeeds(
            Words(f"Revoke one of the {MOST_FEEDS} you have.", es=f"Revoque uno de los {MOST_FEEDS} que tiene.")
        )
    secret = rules.new_secret(ctx.district_id)
    row = FeedRow(
        kind=wish.kind,
        staff_id=person,
        school_id=wish.school_id,
        include_calendar=wish.include_calendar,
        secret_hash=rules.hash_secret(secret),
    )
    ctx.add(row)
    await ctx.session.flush()
    return row, f"{_base(ctx.settings)}/v1/feeds/{secret}.ics"


async def revoke(ctx: Context, feed_id: UUID) -> FeedRow:
    """End a feed of one's own, or as an operator anybody's. Raises `NotFound`, `NotPermitted`, `RevokedAlready`."""
    row = await ctx.row(FeedRow, repository.LISTING, feed_id, "feed", _visible(ctx), lock=True)
    if row.staff_id == ctx.principal.id:
        ctx.note("owner")
    elif not _operates(ctx, REVOKE.right):
        raise NotPermitted(
            Words(
                "Revoking another's feed needs operations:write.",
                es="Revocar el calendario de otra persona requiere operations:write.",
            )
        )
    await REVOKE.check(ctx, row)
    row.revoked_at = ctx.now
    await ctx.session.flush()
    return row


async def fetch(db: Database, settings: Settings, secret: str, if_none_match: str | None, address: str) -> Fetched:
    """The calendar behind a secret. Raises `FeedUnknown`, whatever is wrong with the secret, and `TooManyGuesses`."""
    now = clock.now()
    if seconds := GUESSES.wait(address, now.timestamp()):
        raise TooManyGuesses(
            Words("Use the whole address you were given.", es="Use completa la dirección que recibió."),
            headers={"Retry-After": str(seconds)},
        )
    district_id = rules.district_of(secret)
    found = district_id and await repository.find(
        db,
        district_id,
        rules.hash_secret(secret),
        now,
        writing.FORM + settings.front_end_url,
        rules.tags_in(if_none_match),
    )
    if not district_id or not found:
        GUESSES.wrong(address, now.timestamp())
        raise FeedUnknown(
            Words("Make a new one and subscribe to its address.", es="Cree uno nuevo y suscríbase a su dirección.")
        )
    bind(district_id=str(district_id))
    if not found["used_today"]:
        async with work_for(db, settings, district_id) as ctx:
            await repository.mark_used(ctx, UUID(found["id"]), date.fromisoformat(found["today"]))
    content = found["content"]
    written = writing.calendar(content, str(district_id), settings.front_end_url) if content is not None else None
    return Fetched(rules.tag_of(found["tag"]), written)


def _visible(ctx: Context) -> dict[str, Any]:
    return {} if _operates(ctx, "operations:read") else {"staff_id": ctx.principal.id}


def _operates(ctx: Context, scope: str) -> bool:
    return scope in ctx.principal.scopes and POLICY.lets(ctx, scope)


def _base(settings: Settings) -> str:
    return settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
