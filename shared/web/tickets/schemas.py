"""Wire models of tickets."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.schemas import Body, Moment, Reply

Path = Annotated[str, StringConstraints(min_length=2, max_length=2000, pattern=r"^/[!-~]*$")]


class TicketsWish(Body):
    """What is to be shown or saved."""

    paths: list[Path] = Field(
        min_length=1,
        max_length=100,
        description="Paths of files, pictures and pages of this service, with their queries.",
        examples=[["/v1/audit-entries/export"]],
    )


class Ticket(Reply):
    """One address for a few minutes."""

    path: str = Field(description="As it was asked for.")
    url: str = Field(
        description="The same with a ticket, to be put behind the service's own address: for `<img>`, `<a>`, a new tab.",
        examples=["/v1/audit-entries/export?ticket=AAAA"],
    )


class Tickets(Reply):
    """Addresses in the order of the paths; each lets in whoever has it, as far as its maker may read then."""

    items: list[Ticket]
    expires_at: Moment = Field(description="Five minutes from now, or the end of the access token if that is sooner.")
