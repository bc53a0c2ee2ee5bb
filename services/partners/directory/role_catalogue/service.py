"""Use cases of the district's catalogue of roles."""

from collections.abc import Iterable
from uuid import UUID

from fastapi import Response

from services.partners.directory.covers.repository import covering
from services.partners.directory.role_catalogue import repository, rules
from services.partners.directory.role_catalogue.errors import (
    GivenTooFar,
    HeldSince,
    RoleIsBrought,
    RoleIsHeld,
    TooManyRoles,
)
from services.partners.directory.role_catalogue.events import RoleRecorded
from services.partners.directory.role_catalogue.may import LISTING
from services.partners.directory.role_catalogue.schemas import (
    ProfilePreview,
    ProfileWish,
    RoleCreate,
    RoleHolder,
    RoleList,
    RoleUpdate,
    ScopeReach,
)
from services.partners.directory.role_catalogue.transitions import CHANGE, PREVIEW
from services.partners.directory.roles.catalogue import as_it_starts
from services.partners.directory.roles.errors import RoleHeldElsewhere
from services.partners.directory.roles.granting import Grant, Maker, Voices, What, decide, maker_of
from services.partners.directory.roles.repository import lone_links
from services.partners.directory.roles.scopes_of_roles import reach_of
from services.partners.directory.roles.tables import RolePlace, RoleRow
from services.partners.directory.roster_roles.rules import USUAL
from services.partners.directory.staff.repository import lock_all
from services.partners.permissions import POLICY
from services.partners.revocation.ended_access.service import end_access_of_all
from shared.auth.profiles import DISTRICT_OFFICE, FAR_REACHING, SCHOOL_HEADS
from shared.auth.scopes import SCOPES
from shared.context.context import Context
from shared.context.replies import replies_of
from shared.directory.starting_catalogue import STARTING
from shared.errors import fault
from shared.principal import person_of
from shared.texts.words import Words

MOST_ROLES = 200
#: Holders a preview lists; it counts all.
MOST_HOLDERS = 100


async def listed(ctx: Context, filters: RoleList) -> Response:
    """The district's roles by code."""
    POLICY.require(ctx, "directory:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, role_id: UUID) -> Response:
    """One role."""
    POLICY.require(ctx, "directory:read")
    return await ctx.item(LISTING, role_id, "role")


async def begin(ctx: Context) -> None:
    """Give a new district the roles every district starts with."""
    rows = [as_it_starts(role) for role in STARTING]
    ctx.session.add_all(rows)
    await ctx.session.flush()
    for row in rows:
        ctx.emit(RoleRecorded.of(row))


async def create(ctx: Context, wish: RoleCreate) -> RoleRow:
    """Add a role of the district's own. It opens nothing before somebody is given it, which is decided then."""
    POLICY.require(ctx, "directory:write")
    if await repository.count(ctx) >= MOST_ROLES:
        raise TooManyRoles(
            Words(
                "Retired ones count too: their codes stand in what was.",
                es="También cuentan los retirados: sus códigos figuran en lo que ya ocurrió.",
            )
        )
    row = RoleRow(**wish.model_dump(exclude={"names"}), names=wish.names.model_dump(exclude_none=True), active=True)
    _check(row)
    return await ctx.save(row, RoleRecorded)


async def change(ctx: Context, role_id: UUID, patch: RoleUpdate, voices: Voices | None = None) -> RoleRow:
    """Change a role. On another profile it opens and closes something to all its holders, so their tokens end.

    One that comes to reach far has it of two people; `voices` are of such a wish that waited. Nobody changes the profile of a
    role of theirs.
    """
    if voices is None:
        POLICY.require(ctx, CHANGE.right)
    # Whoever gives it meanwhile waits, and gives what it is then.
    row = await ctx.get(RoleRow, role_id, "role", lock=True)
    ctx.check_version(row)
    wished = patch.plain()
    even_held = wished.pop("while_held", False)
    before, after = row.profile, wished.get("profile", row.profile)
    concerned: list[UUID] = []
    if before != after:
        concerned = await _decide_profile(ctx, row, after, voices)
    for name, value in wished.items():
        setattr(row, name, RolePlace(value) if name == "place" else value)
    _check(row)
    await _check_holders(ctx, row, wished, even_held=even_held)
    if before == after:
        return await ctx.save(row, RoleRecorded)
    await ctx.save(row, RoleRecorded)
    ctx.audit("role_profile_changed", rows={"role_id": row.id}, reason=[before, after, f"{len(concerned)} people"])
    await end_access_of_all(ctx, "person", concerned, "role_changed")
    return row


async def preview(ctx: Context, role_id: UUID, wish: ProfileWish) -> ProfilePreview:
    """What the role on another profile would open and close, and to how many. Changes nothing."""
    POLICY.require(ctx, PREVIEW.right)
    return await change_of(ctx, await ctx.get(RoleRow, role_id, "role"), wish.profile)


async def change_of_wish(ctx: Context, role_id: UUID, wish: RoleUpdate) -> ProfilePreview | None:
    """What a wish that waits would open and close, for whoever confirms it; None where it is on that profile by now."""
    row = await ctx.get(RoleRow, role_id, "role")
    return None if wish.profile == row.profile else await change_of(ctx, row, wish.profile)


async def change_of(ctx: Context, row: RoleRow, profile: str) -> ProfilePreview:
    """What a role would open and close on another profile, and to whom."""
    today = await ctx.today()
    holders = await repository.holders_of(ctx, row.code, today)
    bringing = await _bringing(ctx, row.code)
    before, after = reach_of(row.profile), reach_of(profile)

    def told(scopes: Iterable[str]) -> list[ScopeReach]:
        return [
            ScopeReach(
                **{"scope": scope, "meaning": SCOPES[scope]},
                **{"before": list(before.get(scope, ())), "after": list(after.get(scope, ()))},
            )
            for scope in scopes
        ]

    return ProfilePreview(
        code=row.code,
        profile_before=row.profile,
        profile_after=profile,
        holders=len(holders),
        held_by=await replies_of(ctx, RoleHolder, await repository.first_holdings(ctx, row.code, today, MOST_HOLDERS)),
        covers=len(await covering(ctx, holders, today)),
        claim_rules=bringing.claim_rules,
        roster_brings=bool(bringing.roster),
        opens=told(rules.opened(before, after)),
        closes=told(rules.opened(after, before)),
        waits_for_second=rules.comes_to_reach_far(row.profile, profile),
    )


async def _decide_profile(ctx: Context, row: RoleRow, profile: str, voices: Voices | None) -> list[UUID]:
    """Whose tokens end by it; nobody of them is issued one meanwhile. Raises what keeps the role from standing there."""
    today = await ctx.today()
    holders = await repository.holders_of(ctx, row.code, today)
    concerned = sorted({*holders, *await covering(ctx, holders, today)})
    await lock_all(ctx, concerned)
    reach = frozenset({row.code} if rules.comes_to_reach_far(row.profile, profile) else ())
    # The second person stands for those who held it when they were asked, never for whoever was let in behind.
    since = voices.asked_at if voices and reach else None
    if since is not None and (count := await repository.held_since(ctx, row.code, since, today)):
        raise HeldSince(
            Words(
                f"{count} since then: refuse it, and have it asked for anew.",
                es=f"{count} desde entonces: rechácela y haga que se pida de nuevo.",
            )
        )
    lone = await lone_links(ctx, holders) if reach else {}
    if reach:
        await _require_unbrought(ctx, row.code)
    grant = Grant(
        what=What.ROLE_PROFILE,
        target=_own(concerned, [voices.asked, voices.second] if voices else [maker_of(ctx.principal)]),
        reach=reach,
        lone_links=tuple(id_ for links in lone.values() for id_ in links),
    )
    await decide(ctx, grant, voices)
    return concerned


async def _require_unbrought(ctx: Context, code: str) -> None:
    """Raises `RoleIsBrought`. What one person let bring a role would bring, from now on, one that takes two."""
    found = await _bringing(ctx, code)
    by = [f"{found.claim_rules} claim rule{'s' if found.claim_rules > 1 else ''}"] if found.claim_rules else []
    if found.roster:
        by.append("the roster")
    if by:
        raise RoleIsBrought(
            Words(
                f"It is brought by {' and '.join(by)}: take that away first; afterwards two people let it again.",
                es=f"Lo dan {' y '.join(by)}: quite eso primero; después dos personas vuelven a permitirlo.",
            )
        )


async def _bringing(ctx: Context, code: str) -> repository.Bringing:
    """What brings the role; while nobody has said what a roster may bring, it brings the usual ones."""
    found = await repository.bringing(ctx, code)
    return found if found.roster is not None else found._replace(roster=code in USUAL)


def _own(people: list[UUID], makers: Iterable[Maker]) -> UUID | None:
    """Whoever of the makers holds the role themselves: the change would be theirs."""
    return next((person for maker in makers if (person := person_of(maker.actor)) in people), None)


def _check(row: RoleRow) -> None:
    """Raises what makes no sense of a role: one of schools on a profile of the district's or the other way round, or far reach
    given at a school.

    Whoever heads a school heads one that is named. A coordinator or a nurse may be the district's: they do what falls to their
    role where a school has nobody of its own.
    """
    if row.place is RolePlace.SCHOOL and row.profile in DISTRICT_OFFICE:
        words = Words(
            f"{row.profile} opens nothing at a school: choose district or either",
            es=f"{row.profile} no da acceso a nada en una escuela: elija district o either",
        )
        raise RoleHeldElsewhere(errors=[fault("/place", words, RoleHeldElsewhere.code)])
    if row.place is not RolePlace.SCHOOL and row.profile in SCHOOL_HEADS:
        words = Words(
            f"{row.profile} heads one school: choose school", es=f"{row.profile} dirige una escuela: elija school"
        )
        raise RoleHeldElsewhere(errors=[fault("/place", words, RoleHeldElsewhere.code)])
    if row.given_by and row.profile in FAR_REACHING:
        raise GivenTooFar(
            errors=[
                fault(
                    "/given_by",
                    Words(
                        f"{row.profile} reaches far: name nobody",
                        es=f"{row.profile} es de gran alcance: no nombre a nadie",
                    ),
                    GivenTooFar.code,
                )
            ]
        )


async def _check_holders(ctx: Context, row: RoleRow, wished: dict[str, object], *, even_held: bool) -> None:
    """Raises `RoleIsHeld` where people hold what is to be retired, or hold it where it is to be held no more."""
    today = await ctx.today()
    with ctx.session.no_autoflush:
        if (
            wished.get("active") is False
            and not even_held
            and (held := await repository.holders_of(ctx, row.code, today))
        ):
            raise RoleIsHeld(
                Words(
                    f"{len(held)} hold it: end that first, or send while_held: true.",
                    es=f"{len(held)} lo tienen: termine eso primero o envíe while_held: true.",
                )
            )
        if "place" in wished and (others := await repository.held_elsewhere(ctx, row.code, row.place, today)):
            raise RoleIsHeld(
                Words(
                    f"{others} hold it elsewhere: end that first.",
                    es=f"{others} lo tienen en otro lugar: termine eso primero.",
                )
            )
