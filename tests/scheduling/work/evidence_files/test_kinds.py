"""What a file is, and what it may be called."""

import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Refusal
from shared.files.errors import REFUSALS, FileNameRefused
from shared.files.kinds import KINDS, recognise
from shared.files.names import checked_name, disposition
from tests.scheduling.work.evidence_files.samples import BAD, GOOD, ooxml


def kind(tmp_path: Path, name: str, content: bytes) -> str:
    path = tmp_path / "file"
    path.write_bytes(content)
    return recognise(path, name).media_type


@pytest.mark.parametrize("name", GOOD)
def test_what_is_kept_is_known_by_its_bytes(tmp_path: Path, name: str) -> None:
    content, media_type = GOOD[name]
    assert kind(tmp_path, name, content) == media_type


def test_there_is_a_sample_of_every_kind() -> None:
    assert {media_type for _, media_type in GOOD.values()} == {kind.media_type for kind in KINDS}
    assert {code for _, _, code in BAD} | {
        "file_name_refused",
        "file_infected",
        "scan_failed",
        "files_unavailable",
    } == {refusal.code for refusal in REFUSALS}


@pytest.mark.parametrize(("name", "content", "code"), BAD, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_not_kept_is_refused_by_name(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        kind(tmp_path, name, content)
    assert refused.value.code == code


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = ooxml("wordprocessingml.document", **{"word/document.xml": b"\0" * 300_000_000})
    assert len(bomb) < 400_000
    path = tmp_path / "bomb"
    path.write_bytes(bomb)
    del bomb
    tracemalloc.start()
    started = time.process_time()
    recognise(path, "plan.docx")
    taken, (_, peak) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000
    assert taken < 1


@given(st.binary(max_size=300), st.sampled_from([ending for kind in KINDS for ending in kind.extensions]))
def test_any_bytes_are_a_kind_or_a_named_refusal(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    for start in (b"", b"PK\x03\x04", b"%PDF-", b"RIFF"):
        path.write_bytes(start + content)
        with suppress(*REFUSALS):
            assert ending in recognise(path, f"a.{ending}").extensions


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../../etc/passwd.txt",
            "a/b.pdf",
            "a\\b.pdf",
            "C:\\x.pdf",
            "..",
            ".htaccess",
            ".pdf",
            "",
            "minutes",
            "a.pdf ",
        ),
        *(
            " a.pdf",
            "a.pdf\n",
            "a\x00.pdf",
            "a\x1b[31m.pdf",
            "x" * 297 + ".pdf",
            "invoice\u202efdp.exe",
            "a\u2066b.pdf",
        ),
        *("a\u200bb.pdf", "a\ufeff.pdf", "a\u2028.pdf", "\ue000.pdf", "\ufffd.pdf", "minutes."),
    ],
)
def test_a_name_that_deceives_is_refused(name: str) -> None:
    with pytest.raises(FileNameRefused):
        checked_name(name)


@pytest.mark.parametrize(
    "name", ["Größe 9:30 (final).pdf", "議事録.docx", 'He said "no".txt', "résumé v1.2.odt", "%2e.pdf"]
)
def test_a_name_people_give_is_kept(name: str) -> None:
    assert checked_name(name) == name


@given(st.text(min_size=1, max_size=60))
def test_a_downloads_header_is_one_line_of_ascii(name: str) -> None:
    try:
        header = disposition(checked_name(name + ".pdf"))
    except FileNameRefused:
        return
    header.encode("ascii")
    assert header.isprintable()
    assert header.count('"') == 2
