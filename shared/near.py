"""What somebody may have meant by a word that is none of those there are."""

from collections.abc import Collection
from difflib import get_close_matches

from shared.texts.words import Words


def did_you_mean(word: str, known: Collection[str]) -> Words:
    """`; did you mean …?` with the nearest of the known words, or nothing where none is near."""
    plain = "_".join(word.lower().replace("-", " ").replace("_", " ").split())
    near = [plain] if plain in known else get_close_matches(plain, sorted(known), n=1, cutoff=0.7)
    return Words(f"; did you mean {near[0]}?", es=f"; ¿quiso decir {near[0]}?") if near else Words("", es="")
