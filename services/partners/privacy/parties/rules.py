"""What each legal basis needs to be written down before a party may stand on it."""

from datetime import date
from typing import Protocol

from services.partners.privacy.parties.tables import PartyBasis
from shared.auth.legal_bases import RecordKind

#: The fields a basis cannot do without, each with its reason.
NEEDED: dict[PartyBasis, dict[str, str]] = {
    PartyBasis.SCHOOL_OFFICIAL: {
        "agreement_reference": "34 CFR 99.31(a)(1)(i)(B): name the agreement that puts the party under the district's control",
        "criteria": "34 CFR 99.7(a)(3)(iii): quote the annual notification's criteria the party meets",
        "direct_control": "34 CFR 99.31(a)(1)(i)(B)(2): say how the district controls use and maintenance of the records",
        "purposes": "34 CFR 99.33(a): name the purposes the records may be used for",
    },
    PartyBasis.CONSENT: {"purposes": "34 CFR 99.30(b)(2): name the purposes parents are asked for"},
    PartyBasis.DIRECTORY_INFORMATION: {},
    PartyBasis.STUDIES: {
        "agreement_reference": "34 CFR 99.31(a)(6)(iii)(C): name the written agreement",
        "agreement_until": "34 CFR 99.31(a)(6)(iii)(C)(4): say until when the records may be kept",
        "purposes": "34 CFR 99.31(a)(6)(iii)(C)(1): name the purpose of the study",
    },
    PartyBasis.AUDIT_OR_EVALUATION: {
        "agreement_reference": "34 CFR 99.35(a)(3): name the written agreement",
        "agreement_until": "34 CFR 99.35(a)(3)(iv): say until when the records may be kept",
        "purposes": "34 CFR 99.35(a)(3)(ii): name the audit, evaluation or enforcement",
    },
    PartyBasis.LEGAL_ORDER: {
        "agreement_reference": "34 CFR 99.31(a)(9)(i): name the order or subpoena",
        "agreement_until": "34 CFR 99.31(a)(9): say until when the order is to be complied with",
        "purposes": "34 CFR 99.32(a)(3)(ii): name the interest the party has in the records",
    },
}


class Written(Protocol):
    """What is written down of a party."""

    basis: PartyBasis
    records: list[str]
    sealed: bool
    agreement_until: date | None
    active: bool


def over(party: Written, today: date) -> str | None:
    """Why the party stands on no ground any more today, in words for its operator; None while it does."""
    if not party.active:
        return "the party is ended"
    if party.agreement_until is not None and party.agreement_until < today:
        return f"the party's agreement ended on {party.agreement_until}"
    return None


def missing(party: Written) -> list[tuple[str, str]]:
    """(field, why) of what the party's basis needs and lacks, in the order the law names it."""
    return [(name, why) for name, why in NEEDED[party.basis].items() if not getattr(party, name)]


def contradictions(party: Written) -> list[tuple[str, str]]:
    """(field, why) of what does not go with the party's basis."""
    found = []
    only_directory = party.basis is PartyBasis.DIRECTORY_INFORMATION
    if only_directory and set(party.records) != {RecordKind.DIRECTORY_INFORMATION}:
        found.append(("records", "on this basis a party gets directory_information and nothing else"))
    if party.sealed and party.basis is not PartyBasis.LEGAL_ORDER:
        found.append(("sealed", "only a legal order can forbid telling of itself"))
    return found
