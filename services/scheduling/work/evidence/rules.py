"""Pure rules of evidence: between which days facts prove an activity at a school."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from shared.expecting.occurrences import Span

ONE_DAY = timedelta(days=1)


def span_of(years: Iterable[tuple[date, date]], made_on: date, dues: Sequence[date]) -> Span:
    """The days on which a fact proves an activity at a school that has it since `made_on` and owes it on the days `dues`.

    It begins on that day; for an activity handed out before the school year it is due in, after the school year before: what
    that one brought proves nothing of the next. Late proof is taken until the next school year begins. `years` are first and
    last days; a year nobody has listed yet ends nothing.
    """
    years = list(years)
    first, last = min(dues), max(dues)
    opening = max((begins for begins, _ in years if made_on < begins <= first), default=None)
    former = [ends + ONE_DAY for _, ends in years if opening is not None and ends < opening]
    following = [begins - ONE_DAY for begins, _ in years if begins > last]
    return Span(max([made_on, *former]), min(following, default=None))
