"""Pure rules of organisations: by what one is found again however people write it."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

#: Words that say what form an organisation has, or nothing at all.
IDLE = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "de",
        "del",
        "el",
        "for",
        "in",
        "inc",
        "incorporated",
        "la",
        "las",
        "llc",
        "llp",
        "los",
        "ltd",
        "limited",
        "co",
        "company",
        "corp",
        "corporation",
        "of",
        "on",
        "pc",
        "pllc",
        "the",
        "to",
        "y",
    ]
)
#: Hosts where very different people have their pages.
SHARED_HOSTS = frozenset(
    [
        "facebook.com",
        "instagram.com",
        "linkedin.com",
        "linktr.ee",
        "sites.google.com",
        "twitter.com",
        "x.com",
        "youtube.com",
        "weebly.com",
        "wixsite.com",
        "wordpress.com",
        "squarespace.com",
        "blogspot.com",
    ]
)
#: How a street is written short.
SHORT = {
    **{"street": "st", "avenue": "ave", "av": "ave", "boulevard": "blvd", "road": "rd", "drive": "dr", "lane": "ln"},
    **{"north": "n", "south": "s", "east": "e", "west": "w", "suite": "ste", "place": "pl", "court": "ct"},
}
#: What an identifier of each scheme looks like, once spaces and hyphens are out of it.
SCHEMES = {
    "ein": re.compile(r"[0-9]{9}"),
    "uei": re.compile(r"[A-Z0-9]{12}"),
    "npi": re.compile(r"[0-9]{10}"),
    "ipeds": re.compile(r"[0-9]{6}"),
    "other": re.compile(r"[A-Z0-9._:/]{1,60}"),
}
NOT_WORDS = re.compile(r"[\W_]+")
#: Accents of Latin letters; in other scripts such marks are letters.
ACCENTS = re.compile("[\u0300-\u036f]")


def plain(text: str) -> str:
    """Small letters without accents, words parted by single spaces."""
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return NOT_WORDS.sub(" ", bare.casefold().replace("'", "").replace("’", "")).strip()


def matching_name(name: str) -> str:
    """The words of a name that tell it from others, each in its singular, sorted: of the same words it is the same name."""
    words = {_singular(word) for word in plain(name.replace("&", " and ")).split() if word not in IDLE}
    return " ".join(sorted(words)) or plain(name) or name.casefold()


def matching_host(website: str | None) -> str | None:
    """The host of a page, without `www`; none where very different people have their pages."""
    if website is None:
        return None
    host = (urlsplit(website).hostname or "").removeprefix("www.")
    shared = any(host == one or host.endswith(f".{one}") for one in SHARED_HOSTS)
    return None if shared or not host else host


def matching_address(site: Mapping[str, Any]) -> str | None:
    """Street and postal code (or city) as one text; none where either lacks."""
    street, place = site.get("street"), site.get("postal_code") or site.get("city")
    if not street or not place:
        return None
    words = [SHORT.get(word, word) for word in plain(street).split()]
    return " ".join([*words, plain(str(place))[:5] if site.get("postal_code") else plain(str(place))])


def bare_identifier(scheme: str, value: str) -> str | None:
    """An identifier as it is kept; none where it is not what its scheme says."""
    bare = re.sub(r"[\s-]", "", value).upper()
    return bare if SCHEMES[scheme].fullmatch(bare) else None


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
