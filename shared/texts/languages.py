"""Which language a caller reads: by `Accept-Language` (RFC 9110 §12.5.4), else English."""

from contextvars import ContextVar

from shared.saying import FALLBACK, LONG_DATE

#: Every text is written in these.
LANGUAGES = tuple(LONG_DATE)
#: More ranges than this nobody sends in earnest.
MOST_RANGES = 20

_reader: ContextVar[str] = ContextVar("reader", default=FALLBACK)


def reader() -> str:
    """The language of whoever is answered now."""
    return _reader.get()


def read_by(accepted: str) -> None:
    """From here on whoever sent this `Accept-Language` is answered."""
    _reader.set(preferred(accepted))


def preferred(accepted: str) -> str:
    """The language of ours that an `Accept-Language` likes most; English where it likes none."""
    weights: dict[str, float] = {}
    for part in accepted.split(",")[:MOST_RANGES]:
        tag, _, parameter = part.strip().partition(";")
        name = tag.strip().lower().partition("-")[0]
        weights[name] = max(weights.get(name, 0.0), _weight(parameter))
    others = weights.get("*", 0.0)
    liked = {language: weights.get(language, others) for language in LANGUAGES}
    # Of equals the one named first; `*` names ours in our order.
    order = [*weights, *LANGUAGES]
    best = max(LANGUAGES, key=lambda language: (liked[language], -order.index(language)))
    return best if liked[best] > 0 else FALLBACK


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if name.strip().lower() == "q" and 0 <= weight <= 1 else 0.0
