"""Walk the places a newcomer may stand in: a fresh clone in each, both commands, a table of what came of it.

`make places ARGS="--commands demo --only spaces"`. Needs root for most places: it makes a user and takes it away again.
"""

import argparse
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
USER = "throughline-newcomer"
#: What root may in a container that nobody has given more.
CONTAINER = (
    *(
        "chown",
        "dac_override",
        "fowner",
        "fsetid",
        "kill",
        "setgid",
        "setuid",
        "setpcap",
        "net_bind_service",
        "net_raw",
    ),
    *("sys_chroot", "mknod", "audit_write", "setfcap"),
)
COMMANDS = ("demo", "test", "up")


@dataclass(frozen=True)
class Place:
    """A clone in `folder`, whose commands are run as `user`, with the rights and habits that make the place what it is."""

    name: str
    folder: str = "throughline"
    user: str = "root"
    home: int = 0o755
    umask: int = 0o022
    read_only: bool = False
    python: str = ""


PLACES = (
    Place("root, home 700", home=0o700),
    Place("root, umask 077", umask=0o077),
    Place("user", user=USER),
    Place("user, umask 077", user=USER, umask=0o077),
    Place("spaces", folder="my school's Übung", user=USER),
    Place("read-only sources", user=USER, read_only=True),
    Place("Python 3.12", python="python3.12"),
    Place("Python 3.13", python="python3.13"),
    Place("Python 3.14", python="python3.14"),
)


def main() -> None:
    """Walk; exit code 1 when a command failed in some place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="places whose names have this in them")
    parser.add_argument("--commands", nargs="+", choices=COMMANDS, default=["demo", "test"])
    parser.add_argument("--python", default="python3", help="the Python of places that name none; users must reach it")
    wanted = parser.parse_args()
    print(f"{'place':<20} {'command':<8} {'result':<8} {'s':>5}  last line", flush=True)
    failed = 0
    with newcomer():
        for place in PLACES:
            if wanted.only in place.name:
                for command, row in walked(place, wanted.commands, wanted.python):
                    print(f"{place.name:<20} {command:<8} {row}", flush=True)
                    failed += " failed" in row
    sys.exit(min(failed, 1))


def walked(place: Place, commands: list[str], python: str) -> Iterator[tuple[str, str]]:
    """Each command with its row of the table."""
    python = shutil.which(place.python or python) or ""
    if os.geteuid() != 0 and place != Place(
        place.name, place.folder, user=USER, umask=place.umask, python=place.python
    ):
        yield "-", f"{'skipped':<8} {'':>5}  only root can stand here"
        return
    if not python or subprocess.run([python, "-V"], capture_output=True, check=False).returncode:
        yield "-", f"{'skipped':<8} {'':>5}  there is no {place.python} here"
        return
    home = Path(tempfile.mkdtemp(prefix="throughline-places-"))
    try:
        checkout = cloned(place, home)
        for command in commands:
            began = time.monotonic()
            log = home / f"{command}.log"
            code = run(place, checkout, command, python, log)
            lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
            told = "Traceback" if any(line.startswith("Traceback") for line in lines) else (lines or [""])[-1]
            result = "failed" if code or told == "Traceback" else left_behind(checkout)
            yield command, f"{result:<8} {time.monotonic() - began:>5.0f}  {told[:110]}"
            if result != "works":
                print("\n".join(f"    {line}" for line in lines[-25:]), flush=True)
        run(place, checkout, "clean", python, home / "clean.log")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def cloned(place: Place, home: Path) -> Path:
    """A fresh clone of what is committed here, owned by who works in it, or read-only for them."""
    checkout = home / place.folder
    home.chmod(0o755)
    clone = ["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(checkout)]
    subprocess.run(clone, check=True, umask=place.umask)
    if os.geteuid() == 0:
        mine = [checkout] if not place.read_only else []
        for name in (".local", ".venv") if place.read_only else ():
            (checkout / name).mkdir()
            mine.append(checkout / name)
        for path in mine:
            owner = pwd.getpwnam(place.user)
            subprocess.run(["chown", "-R", f"{owner.pw_uid}:{owner.pw_gid}", str(path)], check=True)
        home.chmod(place.home)
    return checkout


def run(place: Place, checkout: Path, command: str, python: str, log: Path) -> int:
    """Run a make target there, its output in a file; `up` is ended once it has said that it is up."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONPYCACHEPREFIX")
    }
    environment["HOME"] = pwd.getpwnam(place.user).pw_dir if os.geteuid() == 0 else environment.get("HOME", "/")
    prefix = []
    if os.geteuid() == 0:
        owner = pwd.getpwnam(place.user)
        who = [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
        rights = ",".join(["-all", *(f"+{right}" for right in CONTAINER)])
        prefix = ["setpriv", *who, f"--bounding-set={rights}", "--inh-caps=-all"]
    make = [*prefix, "make", command, f"PYTHON={python}"]
    with log.open("w") as sink:
        process = subprocess.Popen(
            make, cwd=checkout, env=environment, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, umask=place.umask
        )
        while command == "up" and process.poll() is None and "export CLIENT_SECRET" not in log.read_text():
            time.sleep(0.5)
        if command == "up" and process.poll() is None:
            down = subprocess.run([*make[:-2], "down"], cwd=checkout, env=environment, check=False, capture_output=True)
            return down.returncode or process.wait()
        return process.wait()


def left_behind(checkout: Path) -> str:
    """Whether a command left anything but `.local` and `.venv` in the sources."""
    found = subprocess.run(
        ["git", "-c", f"safe.directory={checkout}", "-C", str(checkout), "status", "--short", "--ignored"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"},
    ).stdout
    others = [line for line in found.splitlines() if line not in ("!! .local/", "!! .venv/", "!! .venv")]
    return "litters" if others else "works"


@contextmanager
def newcomer() -> Iterator[None]:
    """A user for the time of the walk."""
    if os.geteuid() != 0:
        yield
        return
    subprocess.run(["useradd", "--create-home", USER], check=True)
    try:
        yield
    finally:
        subprocess.run(["userdel", "--remove", USER], check=False, capture_output=True)


if __name__ == "__main__":
    main()
