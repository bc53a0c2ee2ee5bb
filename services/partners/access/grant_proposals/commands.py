"""`throughline grants`: far-reaching grants that wait where the district has nobody else who could confirm them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer

from shared.cli.known import settings_of
from shared.errors import Refusal

app = typer.Typer(name="grants", no_args_is_help=True, help="Grants of far-reaching roles that wait.")
District = Annotated[UUID, typer.Argument(help="The district's id")]
T = TypeVar("T")


@app.callback()
def group() -> None:
    """Grants of far-reaching roles that wait."""


@app.command("list")
def list_waiting(district_id: District) -> None:
    """List what waits for a second person, and how many of the district could confirm it."""
    from services.partners.access.grant_proposals import service

    for row, could in _done(district_id, service.waiting):
        typer.echo(
            f"{row.id}  {row.operation}  {', '.join(row.roles)}  for {row.staff_id or 'whoever it fits'}  "
            f"asked by {row.asked_by}  until {row.expires_at:%Y-%m-%dT%H:%M:%SZ}  {could} could confirm it"
        )


@app.command()
def confirm(district_id: District, proposal_id: Annotated[UUID, typer.Argument(help="The proposal's id")]) -> None:
    """Confirm a grant that nobody else of the district could; it stands in the audit as the operator's."""
    from services.partners.access.grant_proposals import service

    row = _done(district_id, lambda ctx: service.confirm_as_operator(ctx, proposal_id))
    typer.echo(f"{row.operation} is done: {row.result_id}")


def _done(district_id: UUID, work: Callable[[Any], Awaitable[T]]) -> T:
    from services.partners.access.grant_proposals.operator import within

    try:
        return asyncio.run(within(settings_of("partners"), district_id, work))
    except Refusal as refused:
        raise typer.BadParameter(f"{refused.title}. {refused.detail}") from None
