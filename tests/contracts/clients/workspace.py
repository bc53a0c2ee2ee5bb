"""Clients made of contracts by independent generators, in a folder beside callers of ours."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.testing import npm
from shared.testing.trees import ToolFailed, Tree
from tests.contracts.linters.linters import HERE as LINTERS

HERE = Path(__file__).resolve().parent
PYTHON = HERE / "openapi_python_client"
TSC = npm.MODULES / "typescript" / "bin" / "tsc"
#: openapi-python-client holds back packages that the services use newer, so it has a lock and a folder of its own.
PACKAGES = npm.ROOT / ".local" / "clients" / "packages"
LOCK = npm.ROOT / "requirements-clients.txt"
TIMEOUT = 900
#: Callers reach the loopback whatever proxy this machine has.
DIRECT = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}

Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Workspace:
    """Generated clients and their callers."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> "Workspace":
        """The callers, and the tools installed once for all."""
        npm.ensure()
        Tree(PACKAGES, LOCK, _install).ensure()
        for kind in ("openapi_fetch", "hey_api"):
            shutil.copytree(HERE / kind, folder / kind)
        shutil.copyfile(HERE / "tsconfig.json", folder / "tsconfig.json")
        (folder / "package.json").write_text('{"type": "module"}')
        (folder / "node_modules").symlink_to(npm.MODULES)
        (folder / "python").mkdir()
        return cls(folder)

    def generate_typescript(self, contracts: list[Path]) -> Done:
        """Types and whole clients, in one process that may open no connection."""
        arguments = [str(self.folder), *map(str, contracts)]
        return npm.run(
            npm.command(HERE / "generate.mjs", *arguments, preload=LINTERS / "offline.mjs"), TIMEOUT, {"NO_COLOR": "1"}
        )

    def compile_typescript(self) -> Done:
        """All of it, the callers too, strictly."""
        return npm.run([str(npm.NODE), str(TSC), "--project", str(self.folder), "--pretty", "false"], TIMEOUT)

    def generate_python(self, contracts: list[Path]) -> Done:
        """Packages, in one process."""
        return self.python(PYTHON / "generate.py", str(self.folder / "python"), *map(str, contracts))

    def python(self, *arguments: str | Path) -> Done:
        """Python that finds the generated packages and what they need."""
        found = {**os.environ, **DIRECT, "PYTHONPATH": f"{self.folder / 'python'}{os.pathsep}{PACKAGES}"}
        return _run([sys.executable, *map(str, arguments)], found)

    def call(self, kind: str, origin: str) -> Any:
        """Let a caller make its patches; the codes of the refusals it read."""
        if kind == "openapi_python_client":
            done = self.python(PYTHON / "caller.py", origin)
        else:
            caller = str(self.folder / kind / "caller.ts")
            done = npm.run(npm.command(HERE / "run.mjs", caller, origin), TIMEOUT, DIRECT)
        assert done.returncode == 0, npm.output(done)
        return json.loads(done.stdout)

    def read(self, kind: str, origin: str, token: str) -> Any:
        """Let a caller read all students of a service that listens at `origin`; their source ids."""
        if kind == "openapi_python_client":
            done = self.python(PYTHON / "pages.py", origin, token)
        else:
            caller = str(self.folder / kind / "pages.ts")
            done = npm.run(npm.command(HERE / "read.mjs", caller, origin, token), TIMEOUT, DIRECT)
        assert done.returncode == 0, npm.output(done)
        return json.loads(done.stdout)


def _install() -> None:
    shutil.rmtree(PACKAGES, ignore_errors=True)
    options = ["--disable-pip-version-check", "--no-input", "--no-compile", "--require-hashes", "--no-deps"]
    done = _run([sys.executable, "-m", "pip", "install", *options, "--target", str(PACKAGES), "-r", str(LOCK)], None)
    if done.returncode:
        raise ToolFailed(npm.output(done))


def _run(command: list[str], environment: dict[str, str] | None) -> Done:
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
