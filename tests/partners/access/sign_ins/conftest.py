"""Partners at an address of its own, where a browser and the identity provider find it."""

from collections.abc import AsyncIterator

import pytest_asyncio

from shared.auth.ended import EndedAccess
from shared.auth.tokens import Keys, Verifier
from shared.testing.calls import Service, served


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def front_door(environment: dict[str, str]) -> AsyncIterator[Service]:
    """Its issuer is where it is served, and it believes only tokens it signed itself."""
    service = Service.build("partners", environment)
    async with served(service) as address:
        service.settings = service.settings.model_copy(update={"issuer": address})
        service.app.state.settings = service.settings
        service.app.state.verifier = Verifier(
            Keys(f"{address}/.well-known/jwks.json"), address, "partners", EndedAccess(service.app.state.db)
        )
        yield service
    await service.close()
