"""Cells of a CSV file that a spreadsheet will open."""

import re

# What a spreadsheet would run as a formula. A quote before it makes it text, in Excel's own manner.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
