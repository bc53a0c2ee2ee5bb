"""`throughline sandbox`: tell the district once, keep it, and serve it at the same addresses every time."""

import json
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.console import Console

from deploy.local.failed import said_in_a_sentence
from deploy.local.provider import Provider
from deploy.local.report import Report
from deploy.local.sandbox.keeping import KEPT, bring_back, is_kept, keep
from deploy.local.sandbox.past import FILE
from deploy.local.sandbox.people import Named, named, register
from deploy.local.sandbox.telling import tell
from deploy.local.sign_on import Exchanging
from deploy.local.stack import Stack
from deploy.local.up import SANDBOX_PID, standing
from services.partners.access.identity_providers.rules import redirect_path
from shared import clock
from shared.testing.failures import Failed
from shared.testing.leftovers import LOCAL
from shared.testing.places import find
from shared.testing.processes import is_free
from shared.testing.servers import SERVICES, Postgres

FOLDER = LOCAL / "sandbox"
FIRST_PORT = 8001
#: Where front ends are served while they are written: Vite's port.
PAGE_PORT = 5173
#: A district told longer ago is told anew when it is asked for: its tasks would all be overdue.
STALE_DAYS = 14


class Sandbox:
    """The stack and the identity provider of the sandbox, at fixed ports from `first_port` on."""

    def __init__(self, folder: Path, report: Report, first_port: int = FIRST_PORT, page_port: int = PAGE_PORT) -> None:
        self.folder, self.report, self.page_port = folder, report, page_port
        self.ports = {service: first_port + place for place, service in enumerate(SERVICES)}
        self.provider_port = first_port + len(SERVICES)
        self.stack = Stack(folder, ports=self.ports)
        self.provider: Provider | None = None

    def look_at_ports(self) -> None:
        """Raises `Failed` when one is taken."""
        wanted = {**self.ports, "the identity provider": self.provider_port}
        taken = [f"{port} ({name})" for name, port in wanted.items() if not is_free(port)]
        if taken:
            raise Failed(
                f"port {', '.join(taken)} on 127.0.0.1 is taken: the sandbox stands at fixed addresses. "
                "End the program that listens there (a sandbox or stack left running ends by: make down)"
            )

    def start(self, reset: bool = False) -> dict[str, Any]:
        """Start what there is, or tell it first; returns its facts. Raises `Failed`."""
        self.look_at_ports()
        if is_kept(self.folder) and reset and self._is_stale():
            self.report.progress.print("the kept district has grown old: it is told anew")
            shutil.rmtree(self.folder / KEPT)
        if not is_kept(self.folder):
            self._tell()
        elif reset:
            with self.report.working("going back to the beginning"):
                self._with_database(bring_back)
        with self.report.working("starting PostgreSQL, NATS, four services and the identity provider"):
            self.stack.start()
            facts: dict[str, Any] = json.loads((self.folder / "sandbox.json").read_text())
            issuer = self.stack.url("partners")
            client = {
                **{"client_id": "front-end", "token_endpoint_auth_method": "none"},
                "redirect_uris": [f"{issuer}{redirect_path(f'http://127.0.0.1:{self.provider_port}')}"],
                "post_logout_redirect_uris": [f"{issuer}/oauth/signed-out"],
            }
            users = [Named(**person).user() for person in facts["people"]]
            self.provider = Provider.start(self.folder, users=users, clients=[client], port=self.provider_port)
        return facts

    def stop(self) -> None:
        """End everything that was started."""
        if self.provider is not None:
            self.provider.stop()
        self.stack.stop()

    def _is_stale(self) -> bool:
        return time.time() - (self.folder / KEPT / "whole").stat().st_mtime > STALE_DAYS * 86400

    def _tell(self) -> None:
        """A district of its own in an empty folder; the report of the telling is kept beside it."""
        find(self.folder / "postgres").forget()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.report.progress.print("telling the half year of a district, once: this takes some minutes")
        past = self.folder / "past"
        past.write_text("0")
        # Its district's first client must outlive the half year.
        self.stack.lives("deploy.local.sandbox.past", {FILE: str(past), "SETUP_CLIENT_DAYS": "365"})
        sign_on = Exchanging.at(self.stack, self.provider_port)
        try:
            with (self.folder / "telling.txt").open("w") as told:
                report = Report()
                report.out = Console(file=told, width=118)
                self.stack.start()
                story = tell(self.stack, report, past, sign_on)
                application = register(story, self.page_port)
                people = [person.facts() for person in named(story)]
        finally:
            sign_on.stop()
            self.stack.end_services()
        facts = {"client_id": application["oauth_client_id"], "people": people, "told_on": str(clock.now().date())}
        (self.folder / "sandbox.json").write_text(json.dumps(facts, indent=1))
        keep(self.stack)
        self.stack.stop()
        self.stack = Stack(self.folder, ports=self.ports)

    def _with_database(self, act: Any) -> None:
        if not (self.folder / "postgres").exists():
            return
        self.stack.postgres = Postgres.start(self.folder / "postgres", port=self.stack.ports["postgres"])
        try:
            act(self.stack)
        finally:
            self.stack.postgres.stop()


def explain(report: Report, sandbox: Sandbox, facts: dict[str, Any]) -> None:
    """How to use it."""
    out = report.out
    out.print(
        "\nThe sandbox is up. Ctrl-C ends it; what you do in it stays. Back to the beginning: make sandbox ARGS=--reset\n"
    )
    for service in SERVICES:
        out.print(f"{service:<14} {sandbox.stack.url(service)}", soft_wrap=True)
    out.print(f"{'sign-in':<14} http://127.0.0.1:{sandbox.provider_port}  (a user name, no password)", soft_wrap=True)
    out.print(f"{'client_id':<14} {facts['client_id']}  for http://localhost:5173", soft_wrap=True)
    out.print(f"{'mails':<14} {sandbox.stack.mails}\n", soft_wrap=True)
    out.print(f"[bold]{'user name':<24}{'who':<24}where[/bold]")
    for person in facts["people"]:
        out.print(f"{person['username']:<24}{person['name']:<24}{person['place']}", markup=False)
    out.print(
        "\nA page to begin with: python3 -m http.server 5173 --bind 127.0.0.1 --directory docs/examples/my-day\n"
        f"and open http://localhost:5173/?client_id={facts['client_id']}\n",
        soft_wrap=True,
        markup=False,
    )


def serve(reset: bool) -> None:
    """Run until Ctrl-C."""
    report = Report()
    with standing(SANDBOX_PID):
        sandbox = Sandbox(FOLDER, report)
        try:
            with said_in_a_sentence(sandbox.stack, "sandbox"):
                facts = sandbox.start(reset)
                explain(report, sandbox, facts)
                while True:
                    sandbox.stack.look()
                    time.sleep(0.5)
        except KeyboardInterrupt:
            report.progress.print("ending")
        finally:
            with suppress(OSError):
                sandbox.stop()
