"""Words of a roster, read as people see them: case, spaces around, signs without width, look-alike letters say nothing. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

# Letters of other alphabets that are printed as a Latin one, and the Turkish i.
_LOOKS_LIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅԌаеоркмнтсухіјѕԁһԛԝӏӀΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικονρυχϲıİɡ",
    "ABEKMHOPCTYXIJSGaeopkmhtcyxijsdhqwllABEZHIKMNOPTYXaeikovpuxciIg",
)


@lru_cache(maxsize=10_000)
def clean(text: str) -> str:
    """Without spaces around it and signs nobody sees."""
    if text.isascii():
        return text.strip()
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip()


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """What two spellings of one word have in common."""
    text = clean(text)
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).translate(_LOOKS_LIKE).strip().casefold()


def spellings(words: Iterable[str]) -> dict[str, str]:
    """The words of a list by what their spellings have in common."""
    return {plain(word): word for word in words}


def spelt(text: str, known: Mapping[str, str]) -> str:
    """The word as the list spells it, or as it stands there; of one's own words (`ext:…`) the sign they begin with."""
    text = clean(text)
    if plain(text[:4]) == "ext:":
        return f"ext:{text[4:]}"
    return known.get(plain(text), text)
