"""Use cases of delegations: somebody is away for some days and somebody else does their tasks."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Response

from services.scheduling.permissions import POLICY
from services.scheduling.work.delegations import repository, rules
from services.scheduling.work.delegations.errors import (
    DayPassed,
    DelegateElsewhere,
    DelegationCircle,
    DelegationsOverlap,
    DelegationTooLong,
    DelegationToSelf,
    NotTheirsToLend,
)
from services.scheduling.work.delegations.events import DelegationBegan, DelegationEnded
from services.scheduling.work.delegations.may import LISTING
from services.scheduling.work.delegations.rules import Cover
from services.scheduling.work.delegations.schemas import DelegationCreate, DelegationList
from services.scheduling.work.delegations.tables import DelegationRow
from services.scheduling.work.delegations.transitions import END
from shared.context.context import Context
from shared.directory.queries import known_schools, school_roles_within, where_holding
from shared.errors import (
    DaysOutOfOrder,
    NoSuchSchool,
    NotAtSchool,
    NotPermitted,
    NotToYourself,
    fault,
)
from shared.texts.words import Words


async def listed(ctx: Context, filters: DelegationList) -> Response:
    """Delegations the caller may see."""
    scope = _visible(ctx)
    if filters.ended is not None:
        scope["now"] = ctx.now
    return await ctx.page(LISTING, filters, scope)


async def read(ctx: Context, delegation_id: UUID, *, lock: bool = False) -> DelegationRow:
    """One delegation the caller may see. Raises `NotFound`."""
    return await ctx.row(DelegationRow, repository.LISTING, delegation_id, "delegation", _visible(ctx), lock=lock)


async def create(ctx: Context, wish: DelegationCreate) -> DelegationRow:
    """Have somebody do an absent person's tasks. The absent person says so, or who leads them."""
    today = await ctx.today()
    _check_days(wish, today)
    if wish.from_id == wish.to_id:
        raise DelegationToSelf(errors=[fault("/to_id", Words("is the absent person", es="es la persona ausente"))])
    if wish.school_id is not None and not await known_schools(ctx, {wish.school_id}):
        raise NoSuchSchool(errors=[fault("/school_id", Words("no such school", es="no existe esa escuela"))])
    POLICY.require(ctx, "delegations:write", school_id=wish.school_id, owner_id=wish.from_id)
    _check_separation(ctx, wish)
    await _check_lending(ctx, wish)
    await repository.wait_for_turn(ctx)
    await _check_roles(ctx, wish)
    await _check_others(ctx, wish)
    row = DelegationRow(**wish.model_dump(), began_at=ctx.now if wish.starts_on <= today else None, ended_at=None)
    ctx.add(row)
    await ctx.session.flush()
    if row.began_at:
        ctx.emit(DelegationBegan.of(row))
    return row


async def end(ctx: Context, delegation_id: UUID) -> DelegationRow:
    """End it now; its rights are gone at once. Either of the two does, or who leads them."""
    row = await read(ctx, delegation_id, lock=True)
    if ctx.principal.staff_id != row.to_id:
        POLICY.require(ctx, END.right, school_id=row.school_id, owner_id=row.from_id)
    await END.check(ctx, row)
    row.ended_at = ctx.now
    await ctx.session.flush()
    if row.began_at:
        ctx.emit(DelegationEnded.of(row))
    return row


async def turn(ctx: Context, today: date) -> None:
    """Begin and end what is due, also because somebody left; a second time changes nothing."""
    await repository.turn(ctx, today)


def _visible(ctx: Context) -> dict[str, Any]:
    schools = POLICY.schools(ctx, "delegations:read")
    return {} if schools is None else {"visible": [ctx.principal.id, *schools]}


def _check_separation(ctx: Context, wish: DelegationCreate) -> None:
    """A cover brings the absent person's school roles: nobody takes them, and no cover passes them on."""
    if ctx.principal.staff_id == wish.to_id:
        raise NotToYourself(
            Words(
                "The absent person says so, or somebody else who leads them.",
                es="Lo dice la persona ausente u otra que la dirige.",
            )
        )
    own = ctx.principal.in_own_right()
    if not POLICY.decide(own, "delegations:write", school_id=wish.school_id, owner_id=wish.from_id).allowed:
        raise NotPermitted(
            Words(
                "Who holds a role only as a cover names no other cover.",
                es="Quien tiene un rol solo como suplente no nombra a otro suplente.",
            )
        )


async def _check_lending(ctx: Context, wish: DelegationCreate) -> None:
    """A cover is lent the absent person's school roles: whoever lends them for somebody else gives nothing they lack."""
    own = ctx.principal.in_own_right()
    is_of_district = POLICY.reach(own, "delegations:write") is None
    if own.kind != "person" or own.staff_id == wish.from_id or is_of_district:
        return
    lent = await school_roles_within(ctx, wish.from_id, wish.school_id, wish.starts_on, wish.ends_on)
    if not rules.may_lend(own.roles, lent):
        raise NotTheirsToLend(
            Words(
                "The absent person names their cover themselves, or a principal of the school does.",
                es="La persona ausente nombra a su suplente, o lo hace la dirección de la escuela.",
            )
        )


def _check_days(wish: DelegationCreate, today: date) -> None:
    if wish.ends_on < wish.starts_on:
        raise DaysOutOfOrder(
            errors=[fault("/ends_on", Words(f"lies before {wish.starts_on}", es=f"es anterior al {wish.starts_on}"))]
        )
    if wish.starts_on < today:
        raise DayPassed(
            Words("Rights are not given for days gone by.", es="No se dan derechos para días pasados."),
            errors=[fault("/starts_on", Words(f"lies before {today}", es=f"es anterior al {today}"))],
        )
    if wish.ends_on - wish.starts_on >= rules.LONGEST:
        raise DelegationTooLong(
            Words(
                "Whoever is away for longer needs a successor in the role.",
                es="Quien falta más tiempo necesita que alguien le suceda en el rol.",
            ),
            errors=[
                fault(
                    "/ends_on",
                    Words(
                        f"lies {rules.LONGEST.days} days or more after {wish.starts_on}",
                        es=f"está {rules.LONGEST.days} días o más después del {wish.starts_on}",
                    ),
                )
            ],
        )


async def _check_roles(ctx: Context, wish: DelegationCreate) -> None:
    roles = await where_holding(ctx, [wish.from_id, wish.to_id], wish.starts_on)
    absent, delegate = roles[wish.from_id], roles[wish.to_id]
    if not rules.holds_there(absent, wish.school_id):
        raise NotAtSchool(
            Words("There is nothing to do for them there.", es="Allí no hay nada que hacer en su lugar."),
            errors=[fault("/from_id", Words("no role there", es="no tiene un rol allí"))],
        )
    if not rules.reaches(absent, delegate, wish.school_id):
        raise DelegateElsewhere(
            Words(
                "Name somebody with a role at each of the schools or for the district, or delegate school by school.",
                es="Nombre a alguien con un rol en cada una de las escuelas o en el distrito, o delegue escuela por escuela.",
            ),
            errors=[fault("/to_id", Words("no role there", es="no tiene un rol allí"))],
        )


async def _check_others(ctx: Context, wish: DelegationCreate) -> None:
    new = Cover(**wish.model_dump(exclude={"reason"}))
    standing = [
        Cover(row.from_id, row.to_id, row.school_id, row.starts_on, row.ends_on)
        for row in await repository.list_standing(ctx, wish.starts_on, wish.ends_on)
    ]
    if any(other.from_id == new.from_id and other.meets(new) for other in standing):
        raise DelegationsOverlap(
            Words("End the other one first, or choose other days.", es="Termine antes la otra, o elija otros días.")
        )
    if rules.closes_circle(new, standing):
        raise DelegationCircle(
            Words(
                "The delegate's own tasks lie, by way of others, with the absent person on some of these days.",
                es="Alguno de estos días las tareas de quien suple están, por medio de otros, con la persona ausente.",
            )
        )
