"""The whole of Throughline on one machine: PostgreSQL, NATS, a mail sink and the four services as child processes."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import httpx

from shared.testing.failures import Failed, ended, last_lines, sentence
from shared.testing.leftovers import claim, release
from shared.testing.processes import accepts, free_port, is_free, spawn, stop, wait_until
from shared.testing.servers import SERVICES, Broker, Postgres

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
#: What an earlier run wrote that means nothing without the database it wrote it for.
OF_THE_DATABASE = ("credentials", "secret", "nats", "files", "mails")


class Stack:
    """A local stack whose state lies in one folder. `say` is told what is being started."""

    def __init__(
        self, folder: Path, say: Callable[[str], None] = lambda _: None, ports: dict[str, int] | None = None
    ) -> None:
        self.folder = folder
        self.say = say
        names = ("postgres", "nats", "mail", *SERVICES)
        self.ports = {name: (ports or {}).get(name) or free_port() for name in names}
        self.services: dict[str, subprocess.Popen[bytes]] = {}
        self.postgres: Postgres | None = None
        self.broker: Broker | None = None
        self.mail: subprocess.Popen[bytes] | None = None
        self.program, self.more = "shared.cli", dict[str, str]()

    def lives(self, program: str, more: dict[str, str]) -> None:
        """Have the services run by another program than `throughline`, with more in their environment."""
        self.program, self.more = program, more

    def url(self, service: str) -> str:
        """Where a service answers."""
        return f"http://127.0.0.1:{self.ports[service]}"

    @property
    def mails(self) -> Path:
        """The folder the mail sink writes messages to, one file each."""
        return self.folder / "mails"

    def environment(self) -> dict[str, str]:
        """The settings every process of the stack gets."""
        assert self.postgres is not None
        ports = {f"{service.upper()}_PORT": str(self.ports[service]) for service in SERVICES}
        return {
            **self.postgres.environment(),
            **ports,
            "NATS_URL": f"nats://127.0.0.1:{self.ports['nats']}",
            "SMTP_URL": f"smtp://127.0.0.1:{self.ports['mail']}",
            # Nobody waits for the morning of a demonstration.
            **{"MAIL_DAILY": "false", "MAIL_WAIT_SECONDS": "0"},
            "ISSUER": self.url("partners"),
            "SCHEDULING_PUBLIC_URL": self.url("scheduling"),
            "NOTIFICATIONS_PUBLIC_URL": self.url("notifications"),
            "FILES_DIR": str(self.folder / "files"),
            # The demonstration's identity provider is on this machine.
            "OUTSIDE_PRIVATE_ALLOWED": "127.0.0.0/8",
            "SECRET_KEY": self._secret(),
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            **self.more,
        }

    def start(self) -> "Stack":
        """Start everything and wait until it is ready, however long that takes. Raises `Failed`."""
        self.look_at_ports()
        try:
            self._start()
        except OSError as error:
            raise Failed(sentence(error)) from error
        return self

    def _start(self) -> None:
        claim(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.say("PostgreSQL")
        self.postgres = Postgres.start(self.folder / "postgres", port=self.ports["postgres"])
        if self.postgres.is_new:
            for name in OF_THE_DATABASE:
                path = self.folder / name
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        self.say("NATS")
        self.start_broker()
        self.mails.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "deploy.local.mail", str(self.ports["mail"]), str(self.mails)]
        self.mail = spawn(command, self.folder / "mail.log", env={"PYTHONPATH": str(ROOT)})
        self.say("the databases' tables")
        self.command("migrate")
        for service in SERVICES:
            self.say(service)
            self.start_service(service)
        self.wait_for(*SERVICES)
        log = self.folder / "mail.log"
        wait_until(lambda: accepts(self.ports["mail"]), "the mail sink", process=self.mail, log=log)

    def wait_for(self, *services: str) -> None:
        """Wait until services are ready. Raises `Failed`."""
        for service in services:
            wait_until(
                lambda service=service: self._ready(service),  # type: ignore[misc]
                service,
                process=self.services[service],
                log=self.log(service),
            )

    def start_broker(self) -> None:
        """Start NATS (again); its streams are where they were."""
        self.broker = Broker.start(self.folder / "nats", port=self.ports["nats"])

    def start_service(self, service: str) -> None:
        """Start one service, api and worker, as one process."""
        command = [sys.executable, "-m", self.program, "run", service]
        self.services[service] = spawn(command, self.log(service), env=self.environment())

    def log(self, service: str) -> Path:
        """Where a service writes what it logs."""
        return self.folder / f"{service}.log"

    def look(self) -> None:
        """Raises `Failed`, with the last lines of its log, when a service ended by itself."""
        for service, process in self.services.items():
            if (code := process.poll()) is not None:
                raise ended(service, self.log(service), code)

    def kill(self, service: str) -> None:
        """End one service without warning, as a crash would."""
        self.services[service].kill()
        self.services[service].wait()

    def command(self, *arguments: str) -> str:
        """Run `throughline …` against this stack; returns what it printed. Raises `Failed`."""
        log = self.folder / "commands.log"
        with log.open("a") as sink:
            done = subprocess.run(
                [sys.executable, "-m", self.program, *arguments],
                env={**os.environ, **self.environment()},
                check=False,
                stdout=subprocess.PIPE,
                stderr=sink,
                text=True,
            )
        if done.returncode:
            raise Failed(f"`throughline {arguments[0]}` failed; the end of {log}:{last_lines(log)}")
        return done.stdout

    def until(self, found: Callable[[], T], what: str) -> T:
        """What `found` gives, as soon as it gives something true. Raises `Failed`, at once when a service has ended."""
        value = found()

        def came() -> bool:
            nonlocal value
            self.look()
            value = value or found()
            return bool(value)

        wait_until(came, what, log=self.folder)
        return value

    def stop(self) -> None:
        """Stop everything that was started, in whatever state it is."""
        self.end_services()
        if self.postgres is not None:
            self.postgres.stop()

    def end_services(self) -> None:
        """Stop everything but PostgreSQL."""
        for process in self.services.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.services.values():
            stop(process)
        if self.mail is not None:
            stop(self.mail)
        if self.broker is not None:
            self.broker.stop()

    def forget(self) -> None:
        """Delete the stack's state from disk."""
        if self.postgres is not None:
            self.postgres.forget()
        shutil.rmtree(self.folder, ignore_errors=True)
        release(self.folder)

    def _ready(self, service: str) -> bool:
        # A connection is tried first: making a client costs more than asking, and this is asked often.
        if not accepts(self.ports[service]):
            return False
        try:
            return httpx.get(f"{self.url(service)}/readyz", timeout=30, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def look_at_ports(self) -> None:
        """Raises `Failed` when one is taken."""
        taken = [f"{port} ({name})" for name, port in self.ports.items() if not is_free(port)]
        if taken:
            raise Failed(
                f"port {', '.join(taken)} on 127.0.0.1 is taken or not yours to take: end the program that listens there, "
                "or choose four others: make up ARGS='--port 9000'"
            )

    def _secret(self) -> str:
        return kept_secret(self.folder / "secret", lambda: secrets.token_urlsafe(32))


def kept_secret(file: Path, made: Callable[[], str]) -> str:
    """What a file holds for its owner alone, made where there is none: whole or not at all, whenever it is killed."""
    if not file.exists():
        half = file.with_suffix(".half")
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)
        half.write_text(made())
        half.rename(file)
    return file.read_text()
