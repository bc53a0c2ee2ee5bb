"""`throughline demo`, `up` and `down`: the whole of Throughline on this machine."""

import os
import signal
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from deploy.local.attendance import playing as attendance
from deploy.local.failed import said_in_a_sentence
from deploy.local.playing import play
from deploy.local.report import Report
from deploy.local.sample.moved import write_sample
from deploy.local.sign_on import Browsing, Exchanging
from deploy.local.stack import Stack
from deploy.local.story import SAMPLE
from deploy.local.up import serve, take_down
from shared import clock
from shared.testing.leftovers import LOCAL, release

ZONE = "America/Detroit"

app = typer.Typer()


class Told(StrEnum):
    """The stories of the demonstration."""

    PLAN = "plan"
    ATTENDANCE = "attendance"


@app.command()
def demo(
    bundle: Annotated[
        Path | None, typer.Option(exists=True, help="A OneRoster 1.2 CSV bundle. Default: the sample district")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option(exists=True, help="A plan as YAML or JSON. Default: the sample plan")
    ] = None,
    sso: Annotated[
        bool, typer.Option("--sso", help="Everybody signs in by browser at a real identity provider (needs Node)")
    ] = False,
    story: Annotated[
        Told, typer.Option(help="What is told: how a plan comes to the schools, or an attendance feed")
    ] = (Told.PLAN),
    keep: Annotated[bool, typer.Option(help="Keep the stack's files under .local/")] = False,
) -> None:
    """Run the demonstration on a stack of its own and print what happened in each service."""
    folder = LOCAL / f"demo-{os.getpid()}"
    stack = Stack(folder)
    sign_on = Browsing(stack) if sso else Exchanging(stack)
    report = Report()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if sso:
        _provider_installed(report)
    try:
        with said_in_a_sentence(stack, "demo"):
            with report.working("starting PostgreSQL, NATS and four services"):
                began = time.monotonic()
                stack.start()
            report.progress.print(f"stack ready in {time.monotonic() - began:.1f} s")
            marks, name = _sample_words(), "Cedar Valley Unified School District"
            today = clock.day_in(ZONE, clock.now())
            ours = write_sample(folder, SAMPLE / ("plan-any-district.yaml" if bundle else "plan.yaml"), today)
            if bundle is not None:
                marks, name = {}, bundle.stem
            bundle, plan = bundle or ours[0], plan or ours[1]
            if story is Told.ATTENDANCE:
                attendance.play(stack, report, sign_on, bundle, marks, name, ZONE, LOCAL / "demo")
            else:
                play(stack, report, sign_on, bundle, plan, marks, name, ZONE, LOCAL / "demo")
    finally:
        sign_on.stop()
        with report.working("stopping"):
            stack.stop()
        if keep:
            release(folder)
        else:
            stack.forget()


@app.command()
def up(
    port: Annotated[
        int, typer.Option(min=0, max=65_532, help="First of four ports for the services; 0: any free ports")
    ] = 0,
) -> None:
    """Keep a stack running until Ctrl-C; prints addresses, credentials and curl lines to paste."""
    serve(port)


@app.command()
def sandbox(
    reset: Annotated[bool, typer.Option("--reset", help="Go back to the beginning; takes seconds")] = False,
) -> None:
    """Serve a district in mid-year with people to sign in as, for a front end at http://localhost:5173 (needs Node)."""
    from deploy.local.sandbox import serving

    _provider_installed(Report())
    serving.serve(reset)


@app.command()
def down() -> None:
    """Stop a stack or a sandbox that was left running."""
    typer.echo(take_down())


def _sample_words() -> dict[str, dict[str, Any]]:
    return dict(yaml.safe_load((SAMPLE / "schools.yaml").read_text())["schools"])


def _provider_installed(report: Report) -> None:
    """Install the provider before anything starts, so that a network that does not let npm through is told at once."""
    from shared.testing import npm
    from shared.testing.trees import ToolFailed

    try:
        with report.working("installing the identity provider (npm)"):
            npm.ensure()
    except ToolFailed as failed:
        raise SystemExit(
            f"npm could not install the identity provider: {failed}\n"
            "Behind a proxy that signs certificates itself, set NODE_EXTRA_CA_CERTS to its authority's file and try again; "
            "make demo needs no npm."
        ) from None
