"""Workers that mind one district alone: other tests' districts share the database, and their days are not these to live."""

from typing import Any
from uuid import UUID

import pytest


def mind_only(patch: pytest.MonkeyPatch, repository: Any, district_id: UUID) -> None:
    """The repository's timer finds this district or none."""
    name = "districts_beginning" if hasattr(repository, "districts_beginning") else "districts_waiting"
    every = getattr(repository, name)

    async def mine(*arguments: Any) -> list[UUID]:
        return [id_ for id_ in await every(*arguments) if id_ == district_id]

    patch.setattr(repository, name, mine)
