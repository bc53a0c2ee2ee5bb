"""The events that are marked to prove work, as scheduling reads them: every one of them, with all its data."""

from collections.abc import Mapping

from pydantic import ConfigDict

from services.scheduling.planning.evidence_types.catalogue import MARKS
from shared.events.event import Consumed


class HeardFact(Consumed, type=""):
    """What was told, whole: the mark of its type says what is read of it."""

    model_config = ConfigDict(frozen=True, extra="allow")


def _types() -> list[str]:
    every = [
        (type_, *mark["former"], *mark["corrected_by"], *mark["withdrawn_by"]) for type_, mark in sorted(MARKS.items())
    ]
    return [name for names in every for name in names]


def _reader(type_: str) -> type[HeardFact]:
    class Heard(HeardFact, type=type_):
        """A fact of one type."""

    return Heard


#: By type: the marked ones, what they were called before, and what corrects and withdraws them.
FACTS: Mapping[str, type[HeardFact]] = {type_: _reader(type_) for type_ in _types()}
