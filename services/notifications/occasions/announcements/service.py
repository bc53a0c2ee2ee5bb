"""Use cases of announcements: look first whom it would reach, then say it to exactly as many."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.notifications.messages.messages import service as messages
from services.notifications.messages.messages.payloads import AnnouncementFacts
from services.notifications.messages.messages.reasons import ADDRESSED
from services.notifications.occasions.announcements import repository
from services.notifications.occasions.announcements.errors import (
    AudienceEmpty,
    AudienceTooLarge,
    AudienceUnknown,
    CountDiffers,
)
from services.notifications.occasions.announcements.events import AnnouncementSent
from services.notifications.occasions.announcements.repository import Wanted
from services.notifications.occasions.announcements.rules import MOST_PEOPLE, Group, reach
from services.notifications.occasions.announcements.schemas import (
    Announcement,
    AnnouncementCreate,
    AnnouncementList,
    Audience,
    AudiencePreview,
    DeliveryCount,
    Reach,
    RoleCount,
    SchoolCount,
    Suppressed,
)
from services.notifications.occasions.announcements.tables import AnnouncementRow
from services.notifications.permissions import POLICY
from services.notifications.wording.templates.kinds import Kind
from shared.context.context import Context
from shared.context.replies import references, reply_of
from shared.directory.queries import catalogue
from shared.directory.references import STAFF
from shared.errors import NoSuchRole, NotPermitted, fault
from shared.ids import new_id
from shared.near import did_you_mean
from shared.schemas import Reference
from shared.texts.words import Words

SCOPE = "announcements:send"
SAMPLE = 5


async def preview(ctx: Context, audience: Audience) -> AudiencePreview:
    """Whom it would reach now, and how. Changes nothing."""
    wanted, people = await _resolve(ctx, audience)
    schools = await repository.count_by_school(ctx, wanted)
    found = await repository.count_reach(ctx, wanted, Kind.ANNOUNCEMENT)
    sample = people[:SAMPLE]
    known = await references(ctx, {STAFF: sample})
    reached = reach((Group(**row._mapping) for row in found), ctx.now)
    return AudiencePreview(
        count=len(people),
        by_role=[RoleCount(role=row.role, count=row.count) for row in await repository.count_by_role(ctx, wanted)],
        by_school=[SchoolCount(school=Reference(id=row.school_id, name=row.name), count=row.count) for row in schools],
        school_count=schools[0].school_count if schools else 0,
        reach=Reach(
            inbox=reached.inbox,
            email=reached.email,
            waiting=reached.waiting,
            held=reached.held,
            suppressed=[
                Suppressed(channel=channel, reason=reason, count=count)
                for (channel, reason), count in sorted(reached.suppressed.items())
            ],
        ),
        sample=known.all(STAFF, sample),
    )


async def send(ctx: Context, wish: AnnouncementCreate) -> Announcement:
    """Say it to everybody it is meant for, if they are as many as the caller saw."""
    _, people = await _resolve(ctx, wish.audience)
    if not people:
        raise AudienceEmpty(
            Words(
                "Nobody active holds these roles there. Look at the preview.",
                es="Nadie activo tiene allí esos roles. Consulte la vista previa.",
            )
        )
    if len(people) != wish.expected_count:
        found = str(len(people))
        raise CountDiffers(
            Words(
                f"It would reach {found} people now. Look at the preview again, then send that count.",
                es=f"Ahora llegaría a {found} personas. Vuelva a ver la vista previa y envíe ese número.",
            ),
            errors=[fault("/expected_count", found, CountDiffers.code)],
        )
    row = AnnouncementRow(
        id=new_id(),
        title=wish.title,
        body=wish.body,
        audience=wish.audience.model_dump(mode="json"),
        recipient_count=len(people),
    )
    ctx.add(row)
    await ctx.session.flush()
    facts = AnnouncementFacts(kind=Kind.ANNOUNCEMENT, title=row.title, body=row.body, because=ADDRESSED)
    await messages.notify(ctx, Kind.ANNOUNCEMENT, row.id, dict.fromkeys(people, facts))
    ctx.emit(AnnouncementSent.of(row))
    return await _said(ctx, row)


async def listed(ctx: Context, filters: AnnouncementList) -> Response:
    """Announcements of the district; a school's leads see their own."""
    return await ctx.page(repository.LISTING, filters, _visible(ctx))


async def read(ctx: Context, announcement_id: UUID) -> Announcement:
    """One announcement and what became of it. Raises `NotFound`, also when it is not the caller's to see."""
    found = await ctx.row(AnnouncementRow, repository.LISTING, announcement_id, "announcement", _visible(ctx))
    return await _said(ctx, found)


def _visible(ctx: Context) -> dict[str, Any]:
    POLICY.require_any(ctx, SCOPE)
    return {} if POLICY.schools(ctx, SCOPE) is None else {"created_by": ctx.actor}


async def _resolve(ctx: Context, audience: Audience) -> tuple[Wanted, list[UUID]]:
    POLICY.require_any(ctx, SCOPE)
    if not any(audience.model_dump().values()):
        raise AudienceEmpty(
            Words("Name roles, schools, tags or staff.", es="Nombre roles, escuelas, etiquetas o personas."),
            errors=[fault("/audience", Words("name somebody", es="nombre a alguien"), "empty")],
        )
    wanted = Wanted(
        district_id=ctx.district_id,
        today=await ctx.today(),
        at_schools=bool(audience.school_ids or audience.school_tags),
        **audience.model_dump(),
    )
    known = await catalogue(ctx)
    wrong = [
        fault(
            f"/audience/roles/{place}",
            Words(
                f"no role of the catalogue{did_you_mean(role, known)}",
                es=f"no es un rol del catálogo{did_you_mean(role, known).es}",
            ),
            NoSuchRole.code,
        )
        for place, role in enumerate(wanted.roles)
        if role not in known
    ]
    pointers = await repository.unknown(ctx, wanted)
    wrong += [
        fault(
            pointer,
            Words("not in the directory, or no longer active", es="no está en el directorio o ya no está activo"),
            "unknown",
        )
        for pointer in pointers
    ]
    if wrong:
        raise AudienceUnknown(
            Words("Take them out, or wait for the directory.", es="Quítelos o espere al directorio."), errors=wrong
        )
    allowed = POLICY.schools(ctx, SCOPE)
    if allowed is not None and await repository.has_outsiders(ctx, wanted, allowed):
        raise NotPermitted(
            Words(
                "You may tell people at your own school: name it in school_ids.",
                es="Puede avisar a las personas de su propia escuela: nómbrela en school_ids.",
            )
        )
    people = await repository.find_people(ctx, wanted, MOST_PEOPLE + 1)
    if len(people) > MOST_PEOPLE:
        raise AudienceTooLarge(
            Words(
                f"It would reach more than {MOST_PEOPLE:,} people. Say it in parts.",
                es=f"Llegaría a más de {MOST_PEOPLE:,} personas. Dígalo por partes.",
            )
        )
    return wanted, people


async def _said(ctx: Context, row: AnnouncementRow) -> Announcement:
    outcomes = await repository.count_outcomes(ctx, row.id, Kind.ANNOUNCEMENT)
    return await reply_of(ctx, Announcement, row, deliveries=[DeliveryCount.model_validate(one) for one in outcomes])
