"""Answer links as rows."""

from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service


async def answer_link(service: Service, district_id: UUID, recipient_id: UUID) -> str:
    """A link somebody was sent."""
    id_ = new_id()
    await service.sql(
        """insert into answer_links (district_id, id, purpose, subject_id, recipient_id, facts, made_at, expires_at)
        values ($1, $2, 'escalations.acknowledge', $2, $3, '{"day": "2026-11-30"}', now(), now() + interval '14 days')""",
        *(district_id, id_, recipient_id),
    )
    return str(id_)
