"""The documents speak of what is there: files, folders, floors and wings, in the pictures and beside them."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / name
    for name in (
        *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"),
        *(f"services/{service}/README.md" for service in ("partners", "scheduling", "assessment", "notifications")),
    )
]
ARCHITECTURE = ROOT / "ARCHITECTURE.md"
PICTURE = re.compile(r"^```mermaid\n(.*?)^```", re.DOTALL | re.MULTILINE)


def pictures(text: str) -> list[str]:
    """The pictures of a page."""
    return PICTURE.findall(text)


def files_in(picture: str) -> list[str]:
    """The files a picture names."""
    return re.findall(r"(?:\w+/)+\w+\.\w+", picture)


def missing(names: list[str]) -> list[str]:
    """Those that are not there."""
    return [name for name in names if not (ROOT / name).exists()]


def test_the_lives_of_a_request_and_of_an_event_are_pictures_of_files_that_are_there() -> None:
    request, event = pictures(ARCHITECTURE.read_text())
    assert len(files_in(request)) >= 7
    assert len(files_in(event)) >= 7
    assert missing(files_in(request) + files_in(event)) == []


def test_a_picture_of_a_file_that_is_gone_is_seen() -> None:
    page = '```mermaid\nflowchart TB\n  a --> b["x<br>shared/web/nowhere.py"]\n```\n'
    (picture,) = pictures(page)
    assert missing(files_in(picture)) == ["shared/web/nowhere.py"]


def written(text: str) -> list[str]:
    """What of our files and folders a page names in backticks outside of blocks, by its path from the root."""
    plain = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    folders = "services|shared|tests|deploy|contracts|docs"
    found = re.findall(rf"`((?:{folders})/[\w./-]+)`", plain)
    return [name for name in found if "SERVICE" not in name]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_file_that_a_page_names_is_there(page: Path) -> None:
    assert missing(written(page.read_text())) == []


def test_files_that_are_gone_are_seen() -> None:
    assert written("Look at `shared/gone.py`, not `GET /v1/shared/x`.\n```sh\nls `tests/x`\n```\n") == [
        "shared/gone.py"
    ]
    assert missing(["shared/gone.py", "shared/clock.py"]) == ["shared/gone.py"]


def floors(text: str) -> list[set[str]]:
    """The floors of the kernel as the table has them."""
    table = text.partition("| floor |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", table, re.MULTILINE)
    return [set(re.findall(r"`(\w+)`", row)) for row in rows]


def test_the_floors_are_those_the_imports_are_held_to() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if "stands on floors" in one["name"])
    assert floors(ARCHITECTURE.read_text()) == [
        {name.strip().removeprefix("shared.") for name in layer.split("|")} for layer in layers
    ]
