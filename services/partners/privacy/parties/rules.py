"""What each legal basis needs to be written down before a party may stand on it."""

from datetime import date
from typing import Protocol

from services.partners.privacy.parties.tables import PartyBasis
from shared.auth.legal_bases import RecordKind
from shared.texts.words import Words

#: The fields a basis cannot do without, each with its reason.
NEEDED: dict[PartyBasis, dict[str, Words]] = {
    PartyBasis.SCHOOL_OFFICIAL: {
        "agreement_reference": Words(
            "34 CFR 99.31(a)(1)(i)(B): name the agreement that puts the party under the district's control",
            es="34 CFR 99.31(a)(1)(i)(B): nombre el acuerdo que pone a la entidad bajo el control del distrito",
        ),
        "criteria": Words(
            "34 CFR 99.7(a)(3)(iii): quote the annual notification's criteria the party meets",
            es="34 CFR 99.7(a)(3)(iii): cite los criterios del aviso anual que cumple la entidad",
        ),
        "direct_control": Words(
            "34 CFR 99.31(a)(1)(i)(B)(2): say how the district controls use and maintenance of the records",
            es="34 CFR 99.31(a)(1)(i)(B)(2): indique cómo controla el "
            "distrito el uso y la conservación de los expedientes",
        ),
        "purposes": Words(
            "34 CFR 99.33(a): name the purposes the records may be used for",
            es="34 CFR 99.33(a): nombre los fines para los que se pueden usar los expedientes",
        ),
    },
    PartyBasis.CONSENT: {
        "purposes": Words(
            "34 CFR 99.30(b)(2): name the purposes parents are asked for",
            es="34 CFR 99.30(b)(2): nombre los fines por los que se pregunta a las familias",
        )
    },
    PartyBasis.DIRECTORY_INFORMATION: {},
    PartyBasis.STUDIES: {
        "agreement_reference": Words(
            "34 CFR 99.31(a)(6)(iii)(C): name the written agreement",
            es="34 CFR 99.31(a)(6)(iii)(C): nombre el acuerdo escrito",
        ),
        "agreement_until": Words(
            "34 CFR 99.31(a)(6)(iii)(C)(4): say until when the records may be kept",
            es="34 CFR 99.31(a)(6)(iii)(C)(4): indique hasta cuándo se pueden conservar los expedientes",
        ),
        "purposes": Words(
            "34 CFR 99.31(a)(6)(iii)(C)(1): name the purpose of the study",
            es="34 CFR 99.31(a)(6)(iii)(C)(1): nombre el fin del estudio",
        ),
    },
    PartyBasis.AUDIT_OR_EVALUATION: {
        "agreement_reference": Words(
            "34 CFR 99.35(a)(3): name the written agreement", es="34 CFR 99.35(a)(3): nombre el acuerdo escrito"
        ),
        "agreement_until": Words(
            "34 CFR 99.35(a)(3)(iv): say until when the records may be kept",
            es="34 CFR 99.35(a)(3)(iv): indique hasta cuándo se pueden conservar los expedientes",
        ),
        "purposes": Words(
            "34 CFR 99.35(a)(3)(ii): name the audit, evaluation or enforcement",
            es="34 CFR 99.35(a)(3)(ii): nombre la auditoría, evaluación o medida de cumplimiento",
        ),
    },
    PartyBasis.LEGAL_ORDER: {
        "agreement_reference": Words(
            "34 CFR 99.31(a)(9)(i): name the order or subpoena",
            es="34 CFR 99.31(a)(9)(i): nombre la orden o citación judicial",
        ),
        "agreement_until": Words(
            "34 CFR 99.31(a)(9): say until when the order is to be complied with",
            es="34 CFR 99.31(a)(9): indique hasta cuándo se debe cumplir la orden",
        ),
        "purposes": Words(
            "34 CFR 99.32(a)(3)(ii): name the interest the party has in the records",
            es="34 CFR 99.32(a)(3)(ii): nombre el interés de la entidad en los expedientes",
        ),
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


def missing(party: Written) -> list[tuple[str, Words]]:
    """(field, why) of what the party's basis needs and lacks, in the order the law names it."""
    return [(name, why) for name, why in NEEDED[party.basis].items() if not getattr(party, name)]


def contradictions(party: Written) -> list[tuple[str, Words]]:
    """(field, why) of what does not go with the party's basis."""
    found = []
    only_directory = party.basis is PartyBasis.DIRECTORY_INFORMATION
    if only_directory and set(party.records) != {RecordKind.DIRECTORY_INFORMATION}:
        found.append(
            (
                "records",
                Words(
                    "on this basis a party gets directory_information and nothing else",
                    es="con esta base una entidad recibe directory_information y nada más",
                ),
            )
        )
    if party.sealed and party.basis is not PartyBasis.LEGAL_ORDER:
        found.append(
            (
                "sealed",
                Words(
                    "only a legal order can forbid telling of itself",
                    es="solo una orden judicial puede prohibir que se informe de ella",
                ),
            )
        )
    return found
