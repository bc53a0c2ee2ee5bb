"""Folders under `.local` that hold exactly what a lock says; whoever needs one first installs it."""

import fcntl
import hashlib
import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class ToolFailed(RuntimeError):
    """The tool itself could not run; this says nothing about what it was to look at."""


@dataclass(frozen=True)
class Tree:
    """What `install` makes of `lock` in `folder`, which it empties first: a stamp always means a finished install."""

    folder: Path
    lock: Path
    install: Callable[[], None]

    def ensure(self) -> None:
        """Install unless what is there matches the lock and this Python. Raises `ToolFailed`."""
        if self._is_installed():
            return
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with (self.folder.parent / ".install.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if not self._is_installed():
                self._stamp.unlink(missing_ok=True)
                self.install()
                self._stamp.write_text(self._wanted())

    @property
    def _stamp(self) -> Path:
        return self.folder / ".stamp"

    def _is_installed(self) -> bool:
        try:
            return self._stamp.read_text() == self._wanted()
        except FileNotFoundError:
            return False

    def _wanted(self) -> str:
        return f"{hashlib.sha256(self.lock.read_bytes()).hexdigest()} {platform.python_version()}"
