"""What could not be, in a sentence that says what to do: for whoever starts servers on their own machine."""

import errno
import subprocess
from pathlib import Path

LINES = 12
ADVICE = {
    errno.ENOSPC: "the disk is full: free some space and try again",
    errno.EDQUOT: "your share of the disk is used up: free some space and try again",
    errno.EACCES: "you have no right to it: take the checkout into a folder of your own, or have its owner give you the right",
    errno.EPERM: "you have no right to it: take the checkout into a folder of your own, or have its owner give you the right",
    errno.EROFS: "it lies where nothing can be written: have `.local` and `.venv` of the checkout where you may write",
    errno.ENOEXEC: "it was made for another kind of machine: `make clean`, then the command again",
    errno.ENOENT: "it is not there: `make clean`, then the command again installs it anew",
    errno.EMFILE: "this login may open no more files: raise `ulimit -n` and try again",
    errno.EAGAIN: "this login may start no more processes: end some, or raise `ulimit -u`, and try again",
    errno.ENOMEM: "the machine has no memory left: end something and try again",
    errno.ENAMETOOLONG: "the path is too long: take the checkout into a folder nearer to the root",
}


class Failed(RuntimeError):
    """Something could not be started, or ended by itself. Its text is for people: what, and what to do."""


def last_lines(log: Path, lines: int = LINES) -> str:
    """The end of a log, indented; empty when there is none."""
    try:
        text = log.read_text(errors="replace").rstrip()
    except OSError:
        return ""
    return "".join(f"\n    {line[:400]}" for line in text.splitlines()[-lines:])


def ended(what: str, log: Path | None, code: int | None = None) -> Failed:
    """A child ended that should run on."""
    how = "" if code is None else f" with exit code {code}" if code >= 0 else f" by signal {-code}"
    told = f"; the end of {log}:{last_lines(log)}" if log else ""
    return Failed(f"{what} ended by itself{how}{told}")


def sentence(error: BaseException) -> str:
    """An error of the machine, or of a program that was run, in a sentence."""
    if isinstance(error, OSError) and error.errno is not None and not isinstance(error, ConnectionError):
        name = f"{error.filename}: " if error.filename else ""
        reason = ADVICE.get(error.errno) or f"{error.strerror or error}"
        return f"{name}{reason}"
    if isinstance(error, subprocess.CalledProcessError):
        said = error.stderr if isinstance(error.stderr, str) else (error.stderr or b"").decode(errors="replace")
        program = Path(error.cmd[0] if isinstance(error.cmd, list) else error.cmd).name
        lines = "".join(f"\n    {line}" for line in said.strip().splitlines()[-LINES:])
        return f"{program} failed with exit code {error.returncode}{':' if lines else ''}{lines}"
    return str(error) or type(error).__name__
