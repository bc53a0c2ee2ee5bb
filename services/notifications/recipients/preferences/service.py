"""Use cases of preferences: one's own to read and change, anybody's for operators to look at."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.notifications.permissions import POLICY
from services.notifications.recipients.preferences import repository
from services.notifications.recipients.preferences.errors import QuietWholeDay, UrgentStays
from services.notifications.recipients.preferences.events import PreferencesChanged
from services.notifications.recipients.preferences.repository import Background
from services.notifications.recipients.preferences.rules import (
    DAILY_AT,
    UNSILENCED,
    URGENT,
    USUAL,
    merged_choices,
    merged_quiet,
)
from services.notifications.recipients.preferences.schemas import (
    Choice,
    EmailWish,
    InboxWish,
    Preferences,
    PreferencesUpdate,
    QuietHours,
)
from services.notifications.recipients.preferences.tables import PreferencesRow
from services.notifications.wording.templates.kinds import Kind
from shared.context.context import Context
from shared.context.replies import actors
from shared.directory.references import ACTOR
from shared.errors import Invalid, NotFound, PeopleOnly, fault
from shared.schemas import Actor, Reference
from shared.texts.words import Words

BY_LINK = "link"


async def read_mine(ctx: Context) -> Preferences:
    """The caller's own wishes."""
    staff_id = _person(ctx, "inbox:read")
    row = await repository.find(ctx, staff_id) or _blank()
    return await _said(ctx, staff_id, row, await repository.background(ctx, staff_id))


async def read(ctx: Context, staff_id: UUID) -> Preferences:
    """Anybody's wishes and who set them, for operators. Raises `NotFound`."""
    POLICY.require(ctx, "deliveries:read")
    row = await repository.find(ctx, staff_id)
    about = await repository.background(ctx, staff_id)
    if row is None and about.name is None:
        raise NotFound(Words("No such person.", es="No existe esa persona."))
    return await _said(ctx, staff_id, row or _blank(), about)


async def change(ctx: Context, patch: PreferencesUpdate) -> Preferences:
    """Apply a merge patch to the caller's own wishes."""
    staff_id = _person(ctx, "inbox:write")
    row = await repository.find(ctx, staff_id, lock=True)
    ctx.check_version(row or _blank())
    if row is None:
        row = _blank(version=1)
        row.id = staff_id
        ctx.add(row)
    _apply(ctx, row, patch)
    await ctx.session.flush()
    ctx.emit(PreferencesChanged.of(row))
    return await _said(ctx, staff_id, row, await repository.background(ctx, staff_id))


async def stop_email(ctx: Context, staff_id: UUID, kinds: Sequence[Kind]) -> None:
    """Somebody clicked the link of an e-mail: no more e-mail of these kinds. The first time counts."""
    row = await repository.take(ctx, staff_id)
    choices = merged_choices(row.choices, {kind: {"email": EmailWish.OFF} for kind in kinds}, ctx.now, BY_LINK)
    if choices != row.choices:
        row.choices = choices
        await ctx.session.flush()
        ctx.emit(PreferencesChanged.of(row))


def _person(ctx: Context, scope: str) -> UUID:
    if ctx.principal.staff_id is None:
        raise PeopleOnly(
            Words(
                "Use a token of a person; operators and machines ask /v1/preferences/{staff_id}.",
                es="Use el token de una persona; operadores y sistemas consultan /v1/preferences/{staff_id}.",
            )
        )
    POLICY.require(ctx, scope, owner_id=ctx.principal.staff_id)
    return ctx.principal.staff_id


def _blank(version: int = 0) -> PreferencesRow:
    return PreferencesRow(choices={}, version=version)


def _apply(ctx: Context, row: PreferencesRow, patch: PreferencesUpdate) -> None:
    wished = patch.changes()
    for name in wished.keys() & {"language", "timezone", "daily_at"}:
        setattr(row, name, wished[name])
    if "quiet_hours" in wished:
        quiet = patch.quiet_hours
        row.quiet_hours = _quiet(merged_quiet(row.quiet_hours, quiet.changes())) if quiet is not None else None
    if "choices" in wished:
        row.choices = _choices(ctx, row, patch)


def _quiet(quiet: dict[str, Any]) -> dict[str, Any]:
    missing = [
        fault(f"/quiet_hours/{name}", Words("needed", es="es necesario"), "missing")
        for name in ("starts_at", "ends_at")
        if name not in quiet
    ]
    if missing:
        raise Invalid(
            Words(
                "Say from when until when it is to be quiet.",
                es="Indique desde cuándo y hasta cuándo no quiere avisos.",
            ),
            errors=missing,
        )
    if quiet["starts_at"] == quiet["ends_at"]:
        wrong = fault(
            "/quiet_hours/ends_at",
            Words("another time than starts_at", es="una hora distinta de starts_at"),
            QuietWholeDay.code,
        )
        raise QuietWholeDay(
            Words(
                "To get no e-mail at all, turn e-mail off for each kind.",
                es="Para no recibir ningún correo, desactive el correo de cada tipo.",
            ),
            errors=[wrong],
        )
    return quiet


def _choices(ctx: Context, row: PreferencesRow, patch: PreferencesUpdate) -> dict[str, Any]:
    wished = patch.choices if patch.choices is not None else dict.fromkeys(Kind(kind) for kind in row.choices)
    stays = [
        fault(f"/choices/{kind}/inbox", Words("on", es="activado"), UrgentStays.code)
        for kind, choice in wished.items()
        if kind in URGENT and choice is not None and choice.inbox == InboxWish.OFF
    ]
    stays += [
        fault(f"/choices/{kind}/email", Words("on", es="activado"), UrgentStays.code)
        for kind, choice in wished.items()
        if kind in UNSILENCED
        and choice is not None
        and choice.changes().get("email") not in (None, EmailWish.ON, EmailWish.URGENT)
    ]
    if stays:
        raise UrgentStays(
            Words(
                "These wait for an answer; their e-mail can be turned off.",
                es="Estos esperan una respuesta; su correo se puede desactivar.",
            ),
            errors=stays,
        )
    plain = {kind.value: choice.changes() if choice is not None else None for kind, choice in wished.items()}
    return merged_choices(row.choices, plain, ctx.now, ctx.actor)


async def _said(ctx: Context, staff_id: UUID, row: PreferencesRow, about: Background) -> Preferences:
    setters = {kind: _setter(row.choices.get(kind, {})) for kind in Kind}
    actor = await actors(ctx, ACTOR, [row.updated_by, *setters.values()])
    return Preferences(
        staff=Reference(id=staff_id, name=about.name),
        language=row.language,
        language_used=row.language or about.language,
        timezone=row.timezone,
        timezone_used=row.timezone or about.timezone,
        quiet_hours=QuietHours.model_validate(row.quiet_hours) if row.quiet_hours else None,
        daily_at=row.daily_at or DAILY_AT,
        choices={kind: _choice(kind, row.choices.get(kind, {}), actor(setters[kind])) for kind in Kind},
        version=row.version,
        updated_at=row.updated_at,
        updated_by=actor(row.updated_by),
    )


def _setter(kept: dict[str, Any]) -> str | None:
    said = kept.get("set_by")
    return None if said == BY_LINK else said


def _choice(kind: Kind, kept: dict[str, Any], set_by: Actor | None) -> Choice:
    return Choice(
        inbox=InboxWish(kept.get("inbox", USUAL["inbox"])),
        email=EmailWish(kept.get("email", USUAL["email"])),
        urgent=kind in URGENT,
        set_at=kept.get("set_at"),
        set_by=set_by,
        by_link=kept.get("set_by") == BY_LINK,
    )
