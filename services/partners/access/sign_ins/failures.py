"""Who could not get in is written down for district IT, in work of its own: the sign-in itself left nothing."""

from uuid import UUID

from starlette.datastructures import State

from services.partners.access.sign_ins.tables import SignInRefusalRow
from shared.context.work import work_for
from shared.logging import log


async def note_refusal(
    state: State,
    district_id: UUID,
    code: str,
    correlation_id: str,
    *,
    provider_id: UUID | None = None,
    application_id: UUID | None = None,
    client_id: UUID | None = None,
) -> None:
    """Keep why, where and when; nothing the provider said about the person."""
    async with work_for(state.db, state.settings, district_id) as ctx:
        ctx.add(
            SignInRefusalRow(
                provider_id=provider_id,
                application_id=application_id,
                client_id=client_id,
                code=code,
                correlation_id=correlation_id,
                occurred_at=ctx.now,
            )
        )
    log.info("sign_in_refused", code=code)
