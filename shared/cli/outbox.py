"""`throughline outbox status` and `throughline replay`."""

import asyncio
from datetime import timedelta
from typing import Annotated

import asyncpg
import typer

from shared.bus import relay
from shared.cli.known import settings_of
from shared.cli.progress import console

app = typer.Typer(no_args_is_help=True, help="Events waiting to be sent.")

Service = Annotated[str, typer.Argument(help="The service whose outbox it is")]


@app.callback()
def group() -> None:
    """Events waiting to be sent."""


@app.command("status")
def status(service: Service) -> None:
    """Show how many events wait, how old the oldest is, how many the broker refused."""
    for name, value in asyncio.run(_status(service)).items():
        typer.echo(f"{name:<16}{value:,.0f}")


def replay(
    service: Service,
    days: Annotated[float, typer.Option(help="Send again the events sent within this many days")] = 30,
    type_: Annotated[str, typer.Option("--type", help="Only this event type")] = "",
) -> None:
    """Send events again, to a broker that lost them; services skip what they handled before."""
    with console.status(f"Marking the events of {service}"):
        count = asyncio.run(_replay(service, days, type_))
    typer.echo(f"{count:,} events of {service} will be sent again by its relay")


async def _status(service: str) -> dict[str, float]:
    connection = await asyncpg.connect(settings_of(service).database_url)
    try:
        return await relay.status(connection)
    finally:
        await connection.close()


async def _replay(service: str, days: float, type_: str) -> int:
    connection = await asyncpg.connect(settings_of(service).database_url)
    try:
        return await relay.replay(connection, timedelta(days=days), type_ or None)
    finally:
        await connection.close()
