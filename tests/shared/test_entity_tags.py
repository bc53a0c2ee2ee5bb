"""Entity tags by RFC 9110: which tag names a row's version, which names what somebody has already."""

import pytest

from shared.entity_tags import is_known, names_version, of_version, with_digest

BODY = b'{"id":"1"}'


def test_a_rows_tag_is_its_version_and_what_is_shown() -> None:
    assert with_digest(of_version(3), BODY).startswith('"3-')
    assert with_digest(of_version(3), BODY) != with_digest(of_version(3), b"{}") != with_digest(of_version(4), b"{}")
    assert with_digest("", BODY) == f'"{with_digest(of_version(3), BODY)[3:]}'


@pytest.mark.parametrize("tag", ['"sha256-of-a-file"', 'W/"3"', '"3-abc"'])
def test_a_tag_of_another_kind_stays(tag: str) -> None:
    assert with_digest(tag, BODY) == tag


@pytest.mark.parametrize(
    ("header", "holds"),
    [
        *(('"3"', True), ('"3-abcdef"', True), ('"3-gzip"', True), ("*", True), (" * ", True)),
        *(('"2", "3"', True), ('"2",\t"4", "3-x"', True), (', "3"', True), ('"a,b", "3"', True)),
        *(('"4"', False), ('W/"3"', False), ('"33"', False), ('"03"', False), ('"-3"', False), ('""', False)),
        *(('"2", W/"3"', False), ('"x-3"', False)),
    ],
)
def test_a_version_is_named_by_strong_tags_alone(header: str, holds: bool) -> None:
    assert names_version(header, 3) is holds


@pytest.mark.parametrize("header", ["3", "", '"3', '3"', '"3" "4"', "'3'", 'w/"3"', '*, "3"', '"3";q=1', '"a"b"'])
def test_what_is_no_list_of_tags_is_told_so(header: str) -> None:
    with pytest.raises(ValueError, match="no list of entity tags"):
        names_version(header, 3)


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ('"3-x"', True),
        ('W/"3-x"', True),
        ("*", True),
        ('"1", "3-x"', True),
        ('"3"', False),
        ('"3-y"', False),
        ("3-x", False),
    ],
)
def test_what_somebody_has_is_named_whole(header: str, known: bool) -> None:
    assert is_known(header, '"3-x"') is known
    assert is_known(header, 'W/"3-x"') is known
