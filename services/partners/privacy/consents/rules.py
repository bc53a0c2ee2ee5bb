"""When a paper is a consent (34 CFR 99.30)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

#: The house's longest consent; a longer one is asked for anew, so that nobody's signature is forgotten for years.
LONGEST = timedelta(days=3 * 366)

#: What 99.30 wants of every consent, by field.
PARTS = {
    "records": "34 CFR 99.30(b)(1): specify the records that may be disclosed",
    "purpose": "34 CFR 99.30(b)(2): state the purpose of the disclosure",
    "purpose_text": "34 CFR 99.30(b)(2): state the purpose of the disclosure in the words the signer read",
    "party_id": "34 CFR 99.30(b)(3): identify the party the disclosure may be made to",
    "signed_by": "34 CFR 99.30(a): it is signed by a parent or by the eligible student",
    "signed_how": "34 CFR 99.30(a): it is signed on paper or electronically",
    "signed_on": "34 CFR 99.30(a): it is dated",
    "document_reference": "say where the signed document is filed, so that it can be shown",
}


def missing(wish: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field, why) of what a consent lacks."""
    lacking = [(name, why) for name, why in PARTS.items() if not wish.get(name)]
    if wish.get("signed_by") == "guardian" and not wish.get("guardian_id"):
        lacking.append(("guardian_id", "34 CFR 99.30(a): say which parent or guardian signed"))
    if wish.get("signed_how") == "electronic" and not wish.get("electronic_method"):
        why = "34 CFR 99.30(d): name the method that identified and authenticated the signer"
        lacking.append(("electronic_method", why))
    return lacking


def out_of_order(signed_on: date, starts_on: date, expires_on: date, today: date) -> list[tuple[str, str]]:
    """(field, why) of days that cannot be."""
    found = []
    if signed_on > today:
        found.append(("signed_on", "lies in the future"))
    if starts_on < signed_on:
        found.append(("starts_on", "lies before signed_on: nothing is consented to before it is signed"))
    if expires_on <= starts_on:
        found.append(("expires_on", "does not lie after starts_on"))
    elif expires_on - starts_on > LONGEST:
        found.append(("expires_on", f"lies more than {LONGEST.days} days after starts_on; ask anew then"))
    return found
