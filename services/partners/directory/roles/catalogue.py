"""What the district's catalogue says of a role: the profile it stands on, and so how far it reaches."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import Text, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from services.partners.directory.roles.errors import RoleHeldElsewhere, RoleRetired
from services.partners.directory.roles.repository import holds_on
from services.partners.directory.roles.tables import RoleAssignmentRow, RolePlace, RoleRow
from shared.auth.profiles import FAR_REACHING
from shared.context.context import Context
from shared.directory.starting_catalogue import STARTING, StartingRole
from shared.errors import NoSuchRole, fault
from shared.near import did_you_mean
from shared.texts.words import Words


def as_it_starts(role: StartingRole) -> RoleRow:
    """A role as every district starts with it."""
    return RoleRow(
        **{"code": role.code, "names": {"en": role.en, "es": role.es}, "profile": role.profile},
        **{"place": RolePlace(role.place), "given_by": list(role.given_by), "active": True},
    )


async def all_roles(ctx: Context) -> dict[str, RoleRow]:
    """The district's roles by their codes, the retired ones too; one it has no row of is as it starts. None is ever deleted."""
    rows = {row.code: row for row in await ctx.session.scalars(select(RoleRow).order_by(RoleRow.code))}
    return {**{role.code: as_it_starts(role) for role in STARTING if role.code not in rows}, **rows}


async def hold(ctx: Context, codes: Iterable[str]) -> None:
    """Have these roles stand on what they stand on until the end of this work: whoever gives one gives what it was."""
    query = select(RoleRow).where(RoleRow.code == any_(literal(list(codes), ARRAY(Text)))).order_by(RoleRow.code)
    # Whatever was read of them before the lock may be old.
    await ctx.session.scalars(query.with_for_update(read=True).execution_options(populate_existing=True))


async def profiles_by_role(ctx: Context) -> dict[str, str]:
    """The profile each of the district's roles stands on."""
    return {code: role.profile for code, role in (await all_roles(ctx)).items()}


async def far_reaching_roles(ctx: Context) -> frozenset[str]:
    """The district's roles that see or change all of it."""
    return frozenset(code for code, profile in (await profiles_by_role(ctx)).items() if profile in FAR_REACHING)


async def reaching(ctx: Context, roles: Iterable[str]) -> frozenset[str]:
    """Those of the roles that reach far."""
    asked = frozenset(roles)
    return asked & await far_reaching_roles(ctx) if asked else asked


async def known(ctx: Context, code: str, pointer: str = "/role") -> RoleRow:
    """The role that is to be given from now on. Raises `NoSuchRole`, `RoleRetired`."""
    roles = await all_roles(ctx)
    if code not in roles:
        near = did_you_mean(code, {role.code for role in roles.values() if role.active})
        raise NoSuchRole(
            errors=[
                fault(
                    pointer,
                    Words(f"no role of GET /v1/roles{near}", es=f"no es un rol de GET /v1/roles{near.es}"),
                    NoSuchRole.code,
                )
            ]
        )
    if not roles[code].active:
        raise RoleRetired(
            Words("Bring it back, or choose another.", es="Vuelva a ponerlo en uso o elija otro."),
            errors=[fault(pointer, Words("retired", es="retirado"), RoleRetired.code)],
        )
    return roles[code]


def is_held(role: RoleRow, school_id: UUID | None) -> bool:
    """Is the role one that is held there: at a school, or (None) for the district?"""
    return role.place is RolePlace.EITHER or (role.place is RolePlace.SCHOOL) == (school_id is not None)


def check_place(role: RoleRow, school_id: UUID | None, pointer: str = "/school_id") -> None:
    """Raises `RoleHeldElsewhere` unless the role is held there."""
    if is_held(role, school_id):
        return
    if role.place is RolePlace.SCHOOL:
        where = Words("at a school: name it", es="en una escuela: nómbrela")
    else:
        where = Words("for the whole district: name no school", es="para todo el distrito: no nombre ninguna escuela")
    raise RoleHeldElsewhere(
        errors=[
            fault(
                pointer,
                Words(f"{role.code} is held {where}", es=f"{role.code} se tiene {where.es}"),
                RoleHeldElsewhere.code,
            )
        ]
    )


async def held_on_profile(ctx: Context, profile: str, day: date) -> str:
    """A role on the profile that somebody holds for the district on a day; else any on it, else the profile's namesake."""
    on_it = (role for role in (await all_roles(ctx)).values() if role.profile == profile and role.active)
    roles = sorted((role.code for role in on_it), key=lambda code: (code != profile, code))
    held = select(RoleAssignmentRow.role).where(
        RoleAssignmentRow.role.in_(roles), RoleAssignmentRow.school_id.is_(None), holds_on(day)
    )
    standing: Collection[str] = set(await ctx.session.scalars(held))
    return next((role for role in roles if role in standing), roles[0] if roles else profile)
