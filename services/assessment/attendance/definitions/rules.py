"""What counts as absent, exactly: fractions are compared crosswise, never rounded. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from services.assessment.attendance.codes.categories import DAY, Category


class Unreported(StrEnum):
    """What a day is on which the school reported everybody, and one student it did not."""

    EXCLUDED = "excluded"
    """In no figure."""
    ABSENT = "absent"
    """An absence."""


@dataclass(frozen=True)
class Band:
    """From this share of days missed on, up to where the next begins: half-open."""

    code: str
    starts_at: Fraction
    is_chronic: bool


@dataclass(frozen=True)
class Definition:
    """What counts as absent, of which days, and the bands in the order of their shares."""

    absent_from: Fraction
    minimum_days: int
    counts: frozenset[Category]
    tardies_per_absence: int | None
    unreported: Unreported
    bands: tuple[Band, ...]

    @property
    def threshold(self) -> int:
        """From so many parts of a day on the day is missed; at least one."""
        exact = self.absent_from * DAY
        return max(1, -(-exact.numerator // exact.denominator))

    def is_absent(self, missed: Mapping[Category, int]) -> bool:
        """Is a day missed, of which these parts were missed for these reasons?"""
        return min(DAY, sum(parts for category, parts in missed.items() if category in self.counts)) >= self.threshold

    def absences(self, days: int, tardies: int) -> int:
        """Days missed, with the absences tardies add up to."""
        return days + (tardies // self.tardies_per_absence if self.tardies_per_absence else 0)

    def band_of(self, enrolled: int, absent: int) -> Band | None:
        """The band; none below the least number of days, which is not the same as a good one."""
        if enrolled < max(1, self.minimum_days):
            return None
        return max(
            (band for band in self.bands if absent * band.starts_at.denominator >= band.starts_at.numerator * enrolled),
            key=lambda band: band.starts_at,
        )


def tenths(*said: tuple[str, int, bool]) -> tuple[Band, ...]:
    """Bands by the percentage each begins with."""
    return tuple(Band(code, Fraction(percent, 100), is_chronic) for code, percent, is_chronic in said)


def contradictions(bands: Iterable[Band]) -> list[str]:
    """Pointers of bands that make no ladder: the first at nothing, each above the one before, none twice, chronic ones last."""
    found, ladder = [], list(bands)
    for place, band in enumerate(ladder):
        before = ladder[place - 1] if place else None
        if before is None:
            wrong = band.starts_at != 0
        else:
            wrong = band.starts_at <= before.starts_at or (before.is_chronic and not band.is_chronic)
        if wrong or not 0 <= band.starts_at <= 1:
            found.append(f"/bands/{place}/starts_at")
        if any(band.code == other.code for other in ladder[:place]):
            found.append(f"/bands/{place}/code")
    return found
