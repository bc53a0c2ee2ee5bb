"""A long statement has a page beside it that explains it, part by part."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import TextClause

from services.scheduling.views.rollups import repository as rollups
from services.scheduling.views.rollups import series
from tests.code_sites import ROOT

#: Lines of a statement that can be read without a page: as it is written, and as the database gets it.
MOST = 60
STATEMENT = re.compile(r"^\s*(with|select|insert|update|delete)\b", re.IGNORECASE)
#: A part with a name: `due as (`, `load as materialized (`, `covered (owner_id, school_id) as (`.
PART = re.compile(r"(?:^|\bwith |, )(?:recursive )?(\w+)(?: \([\w, ]+\))? as (?:materialized )?\(", re.MULTILINE)
#: What functions put together, by the module that has them.
MADE = {
    rollups: {"plan_sql": rollups.plan_sql("goal", limited=False), "overview_sql": rollups.overview_sql(limited=True)},
    series: {"sql": series.sql("goal_id", by_school=False)},
}


def length(text: str) -> int:
    """Its lines, without blank ones."""
    return sum(bool(line.strip()) for line in text.splitlines())


def statements(module: ModuleType, source: str) -> Iterator[tuple[str, str]]:
    """The statements a module itself gives names to, as the database gets them."""
    assigned = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name) and node.id.isupper()}
    for name, value in vars(module).items():
        text = value.text if isinstance(value, TextClause) else value
        if name in assigned and isinstance(text, str) and STATEMENT.search(text):
            yield name, text
    yield from MADE.get(module, {}).items()


def written(source: str) -> int:
    """The lines of the longest text a module has."""
    texts = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    ]
    return max((node.end_lineno or 0) - node.lineno + 1 for node in texts) if texts else 0


def unexplained(name: str, text: str, source: str, page: Path) -> list[str]:
    """What the page of a statement does not speak of; nothing is wanted of a short one."""
    if length(text) <= MOST:
        return []
    if not page.exists() or f"`{page.name}`" not in source:
        return [f"a comment that names {page.name}, and the page"]
    said = page.read_text()
    return [part for part in [name, *PART.findall(text)] if f"`{part}`" not in said]


def modules() -> list[Path]:
    """The files that may hold SQL."""
    found = [path for folder in ("shared", "services") for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if not {"versions", "testing", "migrations"} & set(path.parts)]


def holders() -> list[Path]:
    """Those of them in whose text a statement begins."""
    return [path for path in modules() if re.search(r"\bselect\b|insert into|\bupdate \w+ ", path.read_text())]


def test_a_long_statement_is_explained_part_by_part() -> None:
    missing: dict[str, list[str]] = {}
    explained: set[Path] = set()
    for path in holders():
        source, page = path.read_text(), path.with_suffix(".md")
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, text in statements(module, source):
            if parts := unexplained(name, text, source, page):
                missing[f"{path.relative_to(ROOT)}:{name}"] = parts
            if length(text) > MOST:
                explained.add(page)
    assert missing == {}
    beside = {page for path in holders() if (page := path.with_suffix(".md")).exists()}
    assert beside == explained, "a page without a long statement"


def test_no_text_is_longer_as_it_is_written() -> None:
    long = {str(path.relative_to(ROOT)): lines for path in holders() if (lines := written(path.read_text())) > MOST}
    assert long == {}


LONG = "with due as (\n" + "  select 1,\n" * MOST + "  select 2)\nselect * from due"
SOURCE = "# `repository.md` explains it.\nDUE = text()"


@pytest.mark.parametrize(
    ("page", "source", "found"),
    [
        ("`DUE`: first `due`.", SOURCE, []),
        ("`DUE`: what is due.", SOURCE, ["due"]),
        ("`DUE`: first `due`.", "DUE = text()", ["a comment that names repository.md, and the page"]),
        (None, SOURCE, ["a comment that names repository.md, and the page"]),
    ],
)
def test_a_page_that_says_too_little_is_seen(page: str | None, source: str, found: list[str], tmp_path: Path) -> None:
    place = tmp_path / "repository.md"
    if page is not None:
        place.write_text(page)
    assert unexplained("DUE", LONG, source, place) == found
    assert unexplained("DUE", "select 1", source, place) == []


def test_parts_are_known_by_their_names() -> None:
    text = "with recursive a as (\nselect 1),\nb (id, day) as materialized (\nselect 2), c as (select cast(x as text))\nselect 3"
    assert PART.findall(text) == ["a", "b", "c"]


def test_a_text_written_at_length_is_seen() -> None:
    assert written(f'DUE = f"""{LONG}"""') == length(LONG) == MOST + 3
