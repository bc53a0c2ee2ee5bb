"""`throughline districts create`: the one thing no API call can do, because every token belongs to a district."""

import asyncio
from typing import Annotated
from uuid import UUID

import typer

from shared.cli.known import settings_of
from shared.ids import new_id

app = typer.Typer(name="districts", no_args_is_help=True, help="Districts.")


@app.callback()
def group() -> None:
    """Districts."""


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="The district's name")],
    timezone: Annotated[str, typer.Option(help="IANA time zone, e.g. America/Detroit")],
    language: Annotated[str, typer.Option(help="Default language of messages")] = "en",
) -> None:
    """Set up a district; prints its first client, whose secret is shown this once. Needs partners' database."""
    client_id, secret, district_id = asyncio.run(_create(name, timezone, language))
    typer.echo(f"district_id    {district_id}")
    typer.echo(f"client_id      {client_id}")
    typer.echo(f"client_secret  {secret}")


async def _create(name: str, timezone: str, language: str) -> tuple[UUID, str, UUID]:
    from services.partners.access.district_setup.service import set_up

    district_id = new_id()
    client_id, secret = await set_up(settings_of("partners"), district_id, name, timezone, language)
    return client_id, secret, district_id
