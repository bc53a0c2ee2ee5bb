"""Who calls: what the token says, with names, and what the service knows besides."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson

from shared.context.context import Context
from shared.context.cursors import sql_text
from shared.directory.starting_catalogue import STARTING
from shared.principal import Principal, RoleHeld
from shared.saying import FALLBACK
from shared.schemas import Reference
from shared.web.me.known import Known
from shared.web.me.repository import open_to, statement
from shared.web.me.schemas import Me, MyBounds, MyCounts, MyDistrict, MyEmergency, MyParty, MyRole, MySession

START = {one.code: {"en": one.en, "es": one.es} for one in STARTING}


async def read(ctx: Context, known: tuple[Known, ...]) -> Me:
    """Who calls; one statement."""
    who = ctx.principal
    found = orjson.loads(await ctx.read(statement(open_to(known, who.scopes)), *_asked(ctx)))
    person, district = found["person"] or {}, found["district"]
    language = found.get("language") or person.get("language") or district["language"] or FALLBACK
    return Me(
        kind="person" if who.staff_id else "client",
        person=Reference(id=who.id, name=person.get("name")) if who.staff_id else None,
        client=None if who.staff_id else Reference(id=who.id, name=found.get("client_name")),
        district=MyDistrict(id=who.district_id, name=district["name"], timezone=district["timezone"]),
        language=language,
        roles=[_role(held, found, language) for held in who.roles],
        scopes=sorted(who.scopes),
        bounds=_bounds(who, found),
        covers=found.get("covers"),
        covered_by=found.get("covered_by"),
        emergency=_emergency(who, found),
        counts=MyCounts.model_validate({name: n for one in found["counts"] if one for name, n in one.items()}),
        session=_session(who, found.get("session") or {}),
    )


def _asked(ctx: Context) -> list[str | None]:
    who = ctx.principal
    named = {*(who.school_ids or ()), who.emergency_school_id, *(held.school_id for held in who.roles)}
    return [
        sql_text(who.staff_id),
        sql_text(ctx.now),
        sql_text(None if who.staff_id else who.id),
        sql_text(who.works_at),
        sql_text(who.session_id),
        _ids(named),
        _ids(held.covering for held in who.roles),
        sql_text({held.role for held in who.roles}),
    ]


def _ids(ids: Iterable[UUID | None]) -> str | None:
    return sql_text(sorted({id_ for id_ in ids if id_}))


def _role(held: RoleHeld, found: dict[str, Any], language: str) -> MyRole:
    names = found["role_names"].get(held.role) or START.get(held.role) or {}
    return MyRole(
        code=held.role,
        name=names.get(language) or names.get(language.partition("-")[0]) or names.get(FALLBACK) or held.role,
        profile=held.profile,
        school=_school(held.school_id, found),
        covering=held.covering and Reference(id=held.covering, name=found["colleagues"].get(str(held.covering))),
    )


def _school(id_: UUID | None, found: dict[str, Any]) -> Reference | None:
    return Reference(id=id_, name=found["schools"].get(str(id_))) if id_ else None


def _bounds(who: Principal, found: dict[str, Any]) -> MyBounds:
    schools = None if who.school_ids is None else [_school(id_, found) for id_ in sorted(who.school_ids)]
    party = MyParty(id=who.party.id, basis=who.party.basis) if who.party else None
    return MyBounds(schools=schools, networks=list(who.networks), party=party)


def _emergency(who: Principal, found: dict[str, Any]) -> MyEmergency | None:
    school = _school(who.emergency_school_id, found)
    return MyEmergency(id=who.emergency_id, school=school) if who.emergency_id else None


def _session(who: Principal, kept: dict[str, Any]) -> MySession:
    return MySession(
        id=who.session_id,
        signed_in_at=who.auth_time,
        token_ends_at=who.expires_at,
        idle_until=kept.get("idle_until"),
        ends_at=kept.get("ends_at"),
    )
