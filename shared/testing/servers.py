"""PostgreSQL and NATS as child processes, from wheels: for tests and the local stack, never for production."""

import json
import shutil
import signal
import subprocess
import sysconfig
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from shared.testing.failures import Failed, sentence
from shared.testing.leftovers import claim
from shared.testing.places import PROGRAMS, Place, find
from shared.testing.processes import accepts, as_user, free_port, spawn, stop, wait_until

BOOTSTRAP = Path(__file__).parents[2] / "deploy" / "postgres" / "bootstrap.sql"
PASSWORD = "local-only"  # noqa: S105  loopback servers that trust every connection
SERVICES = ("partners", "scheduling", "assessment", "notifications")
# The collation decides how names sort: C.UTF-8 is the same on every machine.
CLUSTER = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
SETTINGS = ["max_connections=300", "shared_buffers=256MB"]
#: What people store stays out of a log that may be kept and shown.
DURABLE = ["log_error_verbosity=terse", "log_min_error_statement=panic"]
NOT_DURABLE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


@dataclass
class Postgres:
    """A PostgreSQL server of our own; its log lies in `folder`, and so does its data where the one who runs it reaches that."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"
    place: Place | None = None
    durable: bool = True
    #: Was there no data of an earlier run?
    is_new: bool = False

    @classmethod
    def start(cls, folder: Path, *, port: int = 0, durable: bool = True) -> "Postgres":
        """Make the cluster if there is none, start it, create roles and databases. Not durable means quicker tests, and data
        that goes when it stops. Raises `Failed`."""
        port = port or free_port()
        claim(folder)
        place = find(folder)
        # Killed half-way through the beginning, it begins again.
        half_made = folder / "half-made"
        is_new = half_made.exists() or not (place.data / "PG_VERSION").exists()
        if is_new:
            half_made.touch()
            _initialize(place)
        _forget_dead(place.data)
        options = ["-h", "127.0.0.1", "-p", str(port), "-k", ""]
        options += [part for one in SETTINGS + (DURABLE if durable else NOT_DURABLE) for part in ("-c", one)]
        command = [str(place.programs / "postgres"), "-D", str(place.data), *options]
        process = spawn(command, folder / "server.log", user=place.user, orphaned=signal.SIGQUIT)
        server = cls(folder, port, process, place, durable, is_new)
        try:
            wait_until(server._answers, "PostgreSQL", process=process, log=folder / "server.log")
            if is_new:
                server._bootstrap()
                half_made.unlink()
        except BaseException:
            server.stop()
            raise
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
            str(PROGRAMS / "psql"),
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
        """End the server; what was committed is kept, if it is durable."""
        stop(self.process, signal.SIGINT)
        if not self.durable:
            self.forget()

    def forget(self) -> None:
        """Delete data that does not lie in `folder` (while it is stopped)."""
        if self.place is not None:
            self.place.forget()

    def _bootstrap(self) -> None:
        passwords = [f"{name}_password={PASSWORD}" for name in ("owner", *SERVICES)]
        try:
            self.psql(*(part for one in passwords for part in ("-v", one)), "-f", str(BOOTSTRAP))
        except (OSError, subprocess.CalledProcessError) as error:
            raise Failed(f"the databases could not be made: {sentence(error)}") from error

    def _answers(self) -> bool:
        probe = [str(PROGRAMS / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return accepts(self.port) and subprocess.run(probe, check=False).returncode == 0


@dataclass
class Broker:
    """A nats-server of our own with JetStream on disk, each acknowledged message synced."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, folder: Path, *, port: int = 0) -> "Broker":
        """Start it; streams that were under `folder` are there again. Raises `Failed`."""
        port = port or free_port()
        claim(folder)
        folder.mkdir(parents=True, exist_ok=True)
        config = folder / "nats.conf"
        config.write_text(
            f'host: "127.0.0.1"\nport: {port}\nmax_payload: 8MB\n'
            f"jetstream {{ store_dir: {json.dumps(str(folder / 'streams'), ensure_ascii=False)}, sync_interval: always }}\n"
        )
        program = Path(sysconfig.get_path("scripts")) / "nats-server"
        log = folder / "server.log"
        process = spawn([str(program), "-c", str(config)], log)
        try:
            wait_until(lambda: accepts(port), "nats-server", process=process, log=log)
        except BaseException:
            stop(process)
            raise
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


def _initialize(place: Place) -> None:
    # What an initdb that was ended left behind would stop the next one.
    for path in place.data.glob("*"):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    command = [str(place.programs / "initdb"), "-D", str(place.data), *CLUSTER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, **as_user(place.user))
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(place.data, ignore_errors=True)
        place.forget()
        raise Failed(f"PostgreSQL's data cannot be made in {place.data}: {sentence(error)}") from error


def _forget_dead(data: Path) -> None:
    """A server that was killed leaves its process id; PostgreSQL would take any program that has it now for itself."""
    with suppress(OSError, ValueError, IndexError, psutil.NoSuchProcess):
        kept = data / "postmaster.pid"
        process = psutil.Process(int(kept.read_text().splitlines()[0]))
        if "postgres" not in process.name():
            kept.unlink()
