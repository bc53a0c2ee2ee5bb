"""A sentence in every language. As a plain text it is the English one, so that it may stand wherever a text may."""


class Words(str):
    """English, and the same in Spanish: `Words("is missing", es="falta")`."""

    es: str

    def __new__(cls, en: str, *, es: str) -> "Words":
        """The English sentence, with the other beside it."""
        made = super().__new__(cls, en)
        made.es = es
        return made


def in_language(text: str, language: str) -> str | None:
    """The text in a language; None where it was written in English alone."""
    if language == "en":
        return str(text)
    return text.es if isinstance(text, Words) else None
