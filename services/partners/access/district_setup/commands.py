"""`throughline districts`: what no API call can do, because every token belongs to a district."""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any
from uuid import UUID

import typer

from shared.cli.known import settings_of
from shared.errors import NotFound
from shared.ids import new_id

app = typer.Typer(name="districts", no_args_is_help=True, help="Districts.")
Networks = Annotated[
    list[str] | None,
    typer.Option("--network", help="A network (CIDR) the client may call from; again for another. Default: any"),
]


@app.callback()
def group() -> None:
    """Districts."""


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="The district's name")],
    timezone: Annotated[str, typer.Option(help="IANA time zone, e.g. America/Detroit")],
    language: Annotated[str, typer.Option(help="Default language of messages")] = "en",
    network: Networks = None,
) -> None:
    """Set up a district; prints its first client, whose secret is shown this once. Needs partners' database.

    The client holds every scope, and ends by itself (`SETUP_CLIENT_DAYS`).
    """
    from services.partners.access.district_setup.service import set_up

    district_id = new_id()
    made = _done(set_up(settings_of("partners"), district_id, name, timezone, language, network or ()))
    _show(district_id, made)


@app.command("setup-client")
def setup_client(
    district_id: Annotated[UUID, typer.Argument(help="The district's id")], network: Networks = None
) -> None:
    """Give a district another client for setting up, such as when the first has ended; it holds every scope."""
    from services.partners.access.district_setup.service import open_again

    _show(district_id, _done(open_again(settings_of("partners"), district_id, network or ())))


def _done(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        return asyncio.run(work)
    except NotFound:
        raise typer.BadParameter("There is no such district.") from None
    except ValueError as error:
        # pydantic's says which of them, over several lines.
        raise typer.BadParameter(str(error)) from None


def _show(district_id: UUID, made: Any) -> None:
    typer.echo(f"district_id    {district_id}")
    typer.echo(f"client_id      {made.id}")
    typer.echo(f"client_secret  {made.secret}")
    typer.echo(f"expires_at     {made.expires_at:%Y-%m-%dT%H:%M:%SZ}")
