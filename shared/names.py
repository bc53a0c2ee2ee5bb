"""What a name and a mail address may be: the same at every door, be it the API, a roster, SCIM, claims or the command line.

A name is one line. Control characters and line ends break what prints it; embeddings, overrides and isolates (Unicode UAX #9)
turn the text around it, so that it reads as another. Marks and joiners stay: languages need them.
An address is what mail can be sent to: one mailbox, dot-atom @ host name (RFC 5321 §4.1.2), in ASCII as our mail goes.
Whether anybody reads it is found out by sending.
"""

import re

LONGEST_NAME, LONGEST_ADDRESS = 200, 254
_NEVER = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
_SIGN = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
#: As the contracts say it.
ONE_LINE = rf"^[^{_NEVER}]*$"
ADDRESS = rf"^{_SIGN}(?:\.?{_SIGN}){{0,63}}@{_LABEL}(?:\.{_LABEL})*$"

_FORBIDDEN = re.compile(f"[{_NEVER}]")
_ADDRESS = re.compile(ADDRESS.removeprefix("^").removesuffix("$"))


def is_line(text: str) -> bool:
    """Is it one line that reads as it is written?"""
    # What is printable has none of them, and is most of what comes.
    return text.isprintable() or _FORBIDDEN.search(text) is None


def is_address(text: str) -> bool:
    """Is it one address mail can be sent to?"""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None
