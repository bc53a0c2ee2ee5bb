"""Entity tags (RFC 9110 §8.8.3): a row's is its version and a digest of what is shown, `"3-x7Qd…"`; all else has the digest.

`If-Match` compares versions: who changes a row must have read its last one, whatever the names beside it have become since.
`If-None-Match` compares the whole: what a page shows is the same, or it is not.
"""

import base64
import hashlib
import re

#: One member of a list of tags.
TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
LIST = re.compile(rf"[ \t,]*{TAG.pattern}([ \t]*,[ \t,]*{TAG.pattern})*[ \t,]*")
VERSION = re.compile(r"[0-9]{1,18}")


def of_version(version: int) -> str:
    """A row's version as a tag; what is sent with it, and so the digest, is not known yet."""
    return f'"{version}"'


def with_digest(tag: str, body: bytes) -> str:
    """The tag of a reply with these bytes: of a row's version, if `tag` is one, or of the bytes alone, if there is none."""
    if not tag:
        return f'"{_digest(body)}"'
    version = tag.strip('"')
    return f'"{version}-{_digest(body)}"' if VERSION.fullmatch(version) else tag


def names_version(header: str, version: int) -> bool:
    """Does an `If-Match` hold for a row of this version? Raises `ValueError` for what is no list of tags.

    A weak tag never does (§8.8.3.2): what changed too little to be told apart may be what somebody meant to keep.
    """
    if header.strip() == "*":
        return True
    return any(not weak and opaque.partition("-")[0] == str(version) for weak, opaque in _tags(header))


def is_known(header: str, tag: str) -> bool:
    """Does an `If-None-Match` name this tag, or any by `*`? What is no list of tags names none."""
    try:
        return header.strip() == "*" or tag.removeprefix("W/") in (f'"{opaque}"' for _, opaque in _tags(header))
    except ValueError:
        return False


def _tags(header: str) -> list[tuple[str, str]]:
    if not LIST.fullmatch(header):
        raise ValueError("no list of entity tags")
    return TAG.findall(header)


def _digest(body: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.blake2b(body, digest_size=9).digest()).decode()
