"""Wire models of machine clients."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.web.paging import Paging
from shared.web.schemas import Body, Moment, Reply, ShortText

Scope = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z-]+:[a-z]+$")]


class Client(Reply):
    """An API credential, without its secret."""

    id: UUID
    name: str
    scopes: list[str]
    staff_id: UUID | None
    revoked_at: Moment | None
    version: int
    created_at: Moment
    updated_at: Moment


class ClientWithSecret(Client):
    """A new credential. The secret is shown this once and cannot be read again."""

    secret: str


class ClientCreate(Body):
    """A new credential."""

    name: ShortText = Field(description="What uses it, e.g. 'Nightly SIS sync'.")
    scopes: list[Scope] = Field(min_length=1, max_length=60)
    staff_id: UUID | None = Field(
        default=None, description="The staff member it acts as, bound by that person's roles; leave out for a system."
    )


class ClientList(Paging):
    """Filters of the list of clients."""

    staff_id: UUID | None = None
