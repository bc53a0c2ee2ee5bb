"""Which source is believed for which field. Pure."""

from collections.abc import Mapping, Sequence

from services.assessment.records.roster_listings.tables import FieldGroup

_NAMES = ("given_name", "family_name", "middle_name", "preferred_given_name", "preferred_middle_name")
#: The fields of a group, as the roster's columns are called. Who answers for a student is no column.
FIELDS: dict[FieldGroup, tuple[str, ...]] = {
    FieldGroup.NAMES: (*_NAMES, "preferred_family_name"),
    FieldGroup.NUMBER: ("local_id",),
    FieldGroup.GRADE: ("grade",),
    FieldGroup.BIRTH: ("birth_date", "sex"),
    FieldGroup.SCHOOL: ("school_id",),
    FieldGroup.WAYS: ("email", "phone", "sms"),
    FieldGroup.DEMOGRAPHICS: (
        *("american_indian_or_alaska_native", "asian", "black_or_african_american", "white"),
        *("native_hawaiian_or_other_pacific_islander", "two_or_more_races", "hispanic_or_latino"),
        *("home_language", "preferred_language"),
    ),
    FieldGroup.CONTACTS: (),
}
#: What people write: a source nobody declares, of demographics alone, and the last that is believed where no order says other.
BY_HAND = "by_hand"
_AFTER_RANKS = 100
#: The place of a source that nobody declared: behind all that somebody did.
LAST = 1_000


def hand_is_first(order: Sequence[str], source: str) -> bool:
    """Does what people write go before a source, by the order of demographics?"""
    return BY_HAND in order and source not in order[: order.index(BY_HAND)]


def places(ranks: Mapping[str, int], orders: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    """Under "" the place of each source, the lowest is believed; and by field (of who answers for whom by the group's name)
    where an order of its own holds.
    """
    ranks = {**ranks, BY_HAND: _AFTER_RANKS}
    by_rank = [code for _, code in sorted((rank, code) for code, rank in ranks.items())]
    found = {"": by_rank}
    for group, first in orders.items():
        known = [code for code in dict.fromkeys(first) if code in ranks]
        for field in FIELDS[FieldGroup(group)] or (group,):
            found[field] = known + [code for code in by_rank if code not in known]
    return {field: {code: place for place, code in enumerate(codes, 1)} for field, codes in found.items()}
