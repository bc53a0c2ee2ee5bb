"""What starts servers on somebody's machine: it waits while they live, cleans up after the killed, and says what cannot be."""

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.local import failed
from deploy.local.stack import ROOT, Stack
from shared.testing import leftovers, places
from shared.testing.failures import Failed, sentence
from shared.testing.processes import free_port, spawn, stop, wait_until
from shared.testing.servers import Postgres
from tests import stacks

HOLD = """
import sys, time
from pathlib import Path
from shared.testing import leftovers
leftovers.LOCAL = Path(sys.argv[1])
leftovers.claim(leftovers.LOCAL / sys.argv[2])
print("held", flush=True)
time.sleep(600)
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root's PostgreSQL is run by somebody else")


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `.local` of the test's own."""
    folder = tmp_path / ".local"
    folder.mkdir()
    for module, name, value in (
        *((module, "LOCAL", folder) for module in (leftovers, places, failed)),
        (places, "LINK", folder / "outside"),
        (places, "LOCK", folder / "outside.lock"),
        (failed, "FAILED", folder / "failed"),
    ):
        monkeypatch.setattr(module, name, value)
    return folder


@pytest.fixture
def closed(local: Path) -> Path:
    """The same in a home that is closed to others, whose programs are too."""
    local.parent.chmod(0o700)
    return local


def test_a_server_that_ends_is_told_at_once_with_the_end_of_its_log(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    process = spawn([sys.executable, "-c", "print('no such setting'); raise SystemExit(3)"], log)

    with pytest.raises(Failed, match=r"(?s)the server ended by itself with exit code 3.*no such setting"):
        wait_until(lambda: False, "the server", process=process, log=log)


def test_a_server_that_lives_is_waited_for_with_signs_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shared.testing.processes.SIGN_OF_LIFE", 0.0)
    process = spawn([sys.executable, "-c", "import time; time.sleep(600)"], tmp_path / "log")
    answers = iter([False, False, True])

    wait_until(lambda: next(answers), "the server", process=process, log=tmp_path / "log")
    with pytest.raises(Failed, match="the server is not ready after 0 s; the end of"):
        wait_until(lambda: False, "the server", 0, process=process, log=tmp_path / "log")
    stop(process)

    assert "still waiting for the server" in capsys.readouterr().err


def test_a_program_of_another_machine_is_no_traceback(tmp_path: Path) -> None:
    program = tmp_path / "postgres"
    program.write_bytes(b"\x7fELF of another machine")
    program.chmod(0o755)

    with pytest.raises(Failed, match=r"postgres cannot be started: .*another kind of machine: `make clean`"):
        spawn([str(program)], tmp_path / "log")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENOENT, errno.EAGAIN])
def test_what_the_machine_refuses_is_a_sentence_with_what_to_do(code: int) -> None:
    said = sentence(OSError(code, os.strerror(code), "/place/of/it"))

    assert said.startswith("/place/of/it: ")
    assert os.strerror(code) not in said
    assert "\n" not in said


def test_what_killed_runs_left_goes_and_what_lives_stays(local: Path) -> None:
    killed, alive = (
        subprocess.Popen(
            [sys.executable, "-c", HOLD, str(local), name],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for name in ("test-1", "demo-2")
    )
    for process in (killed, alive):
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
    killed.kill()
    killed.wait()
    for kept in ("up", "npm", "demo"):
        (local / kept).mkdir()
    leftovers.claim(local / "test-3")

    assert sorted(path.name for path in local.iterdir() if path.is_dir()) == ["demo", "demo-2", "npm", "test-3", "up"]
    leftovers.release(local / "test-3")
    leftovers.sweep()
    assert (local / "test-3").exists(), "what its own run kept is nobody's to remove"
    alive.kill()
    alive.wait()


@as_root
def test_in_a_closed_home_postgresql_runs_elsewhere_and_leaves_nothing(closed: Path) -> None:
    server = Postgres.start(closed / "test-1" / "postgres", durable=False)
    place = server.place
    assert place is not None
    assert place.outside is not None
    assert (closed / "outside").resolve() == place.outside.parent
    assert server.psql("-c", "select count(*) from pg_roles where rolname = 'throughline_owner'") == "1\n"
    server.stop()
    leftovers.release(closed / "test-1")

    assert not place.outside.parent.exists()
    assert not (closed / "outside").is_symlink()


@as_root
def test_data_elsewhere_is_found_again_and_goes_with_the_folder_it_belongs_to(closed: Path) -> None:
    folder = closed / "up" / "postgres"
    first = places.find(folder)
    (first.data / "PG_VERSION").touch()
    again = places.find(folder)
    assert again == first
    assert (again.data / "PG_VERSION").exists()

    shutil.rmtree(closed / "up")
    anew = places.find(folder)
    assert anew == first
    assert not (anew.data / "PG_VERSION").exists()

    shutil.rmtree(closed / "up")
    other = places.find(closed / "demo-1" / "postgres")
    assert not first.data.exists()
    other.forget()


@as_root
def test_a_folder_somebody_else_put_there_is_not_used(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = places.find(closed / "up" / "postgres")
    assert first.outside is not None
    top = first.outside.parent
    first.forget()
    top.mkdir()
    os.chown(top, 65534, 65534)
    monkeypatch.setattr(places, "BASES", (str(top.parent),))
    try:
        with pytest.raises(Failed, match="run the command as an ordinary user"):
            places.find(closed / "up" / "postgres")
        assert list(top.iterdir()) == []
    finally:
        shutil.rmtree(top)


def test_a_taken_port_is_named_before_anything_starts(local: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Failed, match=rf"port {port} \(partners\).*--port"):
            Stack(local / "up", ports={"partners": port}).start()

    assert not (local / "up").exists()


def test_a_stack_that_failed_leaves_its_logs_and_a_sentence(local: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stack = Stack(local / "demo-1")
    (stack.folder / "postgres").mkdir(parents=True)
    (stack.folder / "postgres" / "server.log").write_text("the database is ready\n")
    stack.services["scheduling"] = spawn(
        [sys.executable, "-c", "print('relay lost'); raise SystemExit(1)"], stack.log("scheduling")
    )
    stack.services["scheduling"].wait()
    for _ in range(failed.KEPT + 2):
        with pytest.raises(SystemExit) as ended, failed.said_in_a_sentence(stack, "demo"):
            raise ConnectionError("connection refused")
        assert ended.value.code == 1

    said = capsys.readouterr().err
    assert "make demo failed: scheduling ended by itself with exit code 1" in said
    assert "    relay lost\n" in said
    assert "Traceback" not in said
    kept = sorted((local / "failed").iterdir())
    assert len(kept) == failed.KEPT
    assert f"Its logs are in {kept[-1]}\n" in said
    assert {log.name for log in kept[-1].iterdir()} == {"scheduling.log", "postgres-server.log", "traceback.txt"}


def test_a_test_that_fails_on_a_stack_shows_its_logs(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = Stack(local / "chaos-1")
    stack.folder.mkdir()
    stack.services["scheduling"] = spawn([sys.executable, "-c", "print('relay lost')"], stack.log("scheduling"))
    stack.services["scheduling"].wait()
    monkeypatch.setattr(stacks, "_running", [stack])
    shown = []
    for outcome in ("passed", "failed"):
        report = SimpleNamespace(failed=outcome == "failed", sections=[])
        hook = stacks.pytest_runtest_makereport(None, SimpleNamespace(when="call"))  # type: ignore[arg-type]
        next(hook)
        with pytest.raises(StopIteration):
            hook.send(report)  # type: ignore[arg-type]
        shown.append(report.sections)

    (kept,) = (local / "failed").iterdir()
    assert shown == [[], [("the stack's logs", f"kept in {kept}\nscheduling.log:\n    relay lost")]]
    assert (kept / "scheduling.log").read_text() == "relay lost\n"


def test_initdb_that_fails_says_why_and_leaves_no_half_data(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.testing.servers.CLUSTER", ["--no-such-option"])

    with pytest.raises(Failed, match=r"(?s)PostgreSQL's data cannot be made in .*initdb failed.*no-such-option"):
        Postgres.start(local / "test-1" / "postgres")
    leftovers.release(local / "test-1")

    assert list(local.glob("**/PG_VERSION")) == []


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("exit 127", "python3 does not run here"),
        ('case "$*" in *version_info*) exit 1;; esac', "Throughline needs 3.11 or newer"),
        ('case "$*" in *ensurepip*) exit 1;; esac', "apt install python3-venv"),
        ('case "$*" in *"-m venv"*) echo "disk full" >&2; exit 1;; esac', ".venv cannot be made: disk full"),
    ],
)
def test_installing_says_what_it_lacks(tmp_path: Path, python: str, said: str) -> None:
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "install.sh", tmp_path / "deploy")
    fake = tmp_path / "python3"
    fake.write_text(f"#!/bin/sh\n{python}\n")
    fake.chmod(0o755)

    ran = subprocess.run(
        ["sh", "deploy/install.sh", "requirements-local.txt"],
        cwd=tmp_path,
        env={**os.environ, "PYTHON": str(fake)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 1
    assert said in ran.stderr


@pytest.mark.parametrize(
    "command", [["./throughline", "help"], ["make", "-s", "-f", "Makefile", "-f", "shown.mk", "shown"]]
)
def test_what_is_compiled_is_kept_where_a_container_says_otherwise(tmp_path: Path, command: list[str]) -> None:
    for name in ("throughline", "Makefile"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "shown.mk").write_text("shown:\n\t@.venv/bin/python\n")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "[$PYTHONDONTWRITEBYTECODE] $PYTHONPYCACHEPREFIX"\n')
    python.chmod(0o755)

    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == f"[] {tmp_path}/.local/pycache"


def test_a_child_dies_with_whoever_started_it(tmp_path: Path) -> None:
    port = free_port()
    code = f"""
import sys, time
from pathlib import Path
from shared.testing.processes import spawn
print(spawn([sys.executable, "-m", "http.server", "{port}", "--bind", "127.0.0.1"], Path("{tmp_path}/log")).pid, flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()

    end = time.monotonic() + 60
    while Path(f"/proc/{child}").exists() and "zombie" not in Path(f"/proc/{child}/status").read_text():
        assert time.monotonic() < end
        time.sleep(0.02)
