"""Front ends as partners tell of them."""

from uuid import UUID, uuid4

from shared.testing.calls import Service


async def lead(service: Service, district_id: UUID, base: str, person: UUID | None = None, **pages: str) -> None:
    """A front end all of whose pages are under an address: the one somebody last signed in to, else the default."""
    application_id = uuid4()
    told = {"application_id": application_id, "origins": [], "active": True, "version": 1}
    addresses = {"default": f"{base}/{{path}}", **pages}
    await service.receive(
        district_id,
        ("partners.application.recorded.v1", {**told, "addresses": addresses, "is_default": person is None}),
    )
    if person is not None:
        used = {"staff_id": person, "application_id": application_id, "signed_in_at": "2026-11-20T08:00:00Z"}
        await service.receive(district_id, ("partners.application.used.v1", used))
