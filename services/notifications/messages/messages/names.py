"""What messages say of people, schools and plans: their names, and who holds a role."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.notifications.messages.messages.payloads import TaskText
from services.notifications.references import PLAN
from shared.asked_work import texts
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.queries import Holder, holders
from shared.directory.references import SCHOOL, STAFF


@dataclass(frozen=True)
class Names:
    """Names by id, of schools, staff and plans alike: none is another's."""

    by_id: Mapping[UUID, str]

    def get(self, id_: UUID | None) -> str | None:
        """The name, or None for nobody and for what nobody has told of yet."""
        return self.by_id.get(id_) if id_ is not None else None


async def names_of(
    ctx: Context,
    *,
    schools: Collection[UUID | None] = (),
    staff: Collection[UUID | None] = (),
    plans: Collection[UUID | None] = (),
) -> Names:
    """What the directory and the plans' own publications have told; one statement."""
    known = await references(ctx, {SCHOOL: schools, STAFF: staff, PLAN: plans})
    return Names(known.names())


def named_text(code: str | None, values: Mapping[str, Any] | None, names: Names) -> TaskText | None:
    """What another service asked for, with names in the place of ids; None of no text, and of one that is not known here."""
    if code is None or code not in texts.TEXTS:
        return None
    return TaskText(code=code, values=texts.named(code, values or {}, names.by_id))


async def holders_in_district(ctx: Context, *profiles: str) -> list[UUID]:
    """Who holds a role on one of the profiles for the whole district today."""
    return sorted({holder.staff_id for holder in await holders(ctx, profiles)})


async def holders_at_schools(ctx: Context, profile: str, schools: Collection[UUID]) -> dict[UUID, list[Holder]]:
    """Who holds a role on the profile today, by school."""
    by_school: dict[UUID, list[Holder]] = {}
    for holder in await holders(ctx, [profile], schools):
        if holder.school_id is not None:
            by_school.setdefault(holder.school_id, []).append(holder)
    return by_school
