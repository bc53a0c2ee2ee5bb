"""When a paper is a consent (34 CFR 99.30)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from shared.texts.words import Words

#: The house's longest consent; a longer one is asked for anew, so that nobody's signature is forgotten for years.
LONGEST = timedelta(days=3 * 366)

#: What 99.30 wants of every consent, by field.
PARTS = {
    "records": Words(
        "34 CFR 99.30(b)(1): specify the records that may be disclosed",
        es="34 CFR 99.30(b)(1): indique qué expedientes se pueden divulgar",
    ),
    "purpose": Words(
        "34 CFR 99.30(b)(2): state the purpose of the disclosure",
        es="34 CFR 99.30(b)(2): indique el fin de la divulgación",
    ),
    "purpose_text": Words(
        "34 CFR 99.30(b)(2): state the purpose of the disclosure in the words the signer read",
        es="34 CFR 99.30(b)(2): indique el fin de la divulgación con las palabras que leyó quien firma",
    ),
    "party_id": Words(
        "34 CFR 99.30(b)(3): identify the party the disclosure may be made to",
        es="34 CFR 99.30(b)(3): identifique a quién se puede divulgar",
    ),
    "signed_by": Words(
        "34 CFR 99.30(a): it is signed by a parent or by the eligible student",
        es="34 CFR 99.30(a): lo firma la madre, el padre o el estudiante con derecho",
    ),
    "signed_how": Words(
        "34 CFR 99.30(a): it is signed on paper or electronically",
        es="34 CFR 99.30(a): se firma en papel o por medios electrónicos",
    ),
    "signed_on": Words("34 CFR 99.30(a): it is dated", es="34 CFR 99.30(a): lleva fecha"),
    "document_reference": Words(
        "say where the signed document is filed, so that it can be shown",
        es="indique dónde está archivado el documento firmado, para poder mostrarlo",
    ),
}


def missing(wish: Mapping[str, Any]) -> list[tuple[str, Words]]:
    """(field, why) of what a consent lacks."""
    lacking = [(name, why) for name, why in PARTS.items() if not wish.get(name)]
    if wish.get("signed_by") == "guardian" and not wish.get("guardian_id"):
        lacking.append(
            (
                "guardian_id",
                Words(
                    "34 CFR 99.30(a): say which parent or guardian signed",
                    es="34 CFR 99.30(a): indique qué madre, padre o tutor firmó",
                ),
            )
        )
    if wish.get("signed_how") == "electronic" and not wish.get("electronic_method"):
        why = Words(
            "34 CFR 99.30(d): name the method that identified and authenticated the signer",
            es="34 CFR 99.30(d): nombre el método que identificó y autenticó a quien firmó",
        )
        lacking.append(("electronic_method", why))
    return lacking


def out_of_order(signed_on: date, starts_on: date, expires_on: date, today: date) -> list[tuple[str, Words]]:
    """(field, why) of days that cannot be."""
    found = []
    if signed_on > today:
        found.append(("signed_on", Words("lies in the future", es="está en el futuro")))
    if starts_on < signed_on:
        found.append(
            (
                "starts_on",
                Words(
                    "lies before signed_on: nothing is consented to before it is signed",
                    es="es anterior a signed_on: nada se consiente antes de firmarlo",
                ),
            )
        )
    if expires_on <= starts_on:
        found.append(("expires_on", Words("does not lie after starts_on", es="no es posterior a starts_on")))
    elif expires_on - starts_on > LONGEST:
        found.append(
            (
                "expires_on",
                Words(
                    f"lies more than {LONGEST.days} days after starts_on; ask anew then",
                    es=f"es posterior en más de {LONGEST.days} días a starts_on; pídalo de nuevo entonces",
                ),
            )
        )
    return found
