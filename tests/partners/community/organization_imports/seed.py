"""A list of one organisation."""

from tests.isolation.answers import FACT, LEADING, TOWN

UPLOADS = {"import_organizations": ("text/csv", b"Name\nA clinic\n")}
GIVES_NOTHING = {"import_organizations": FACT}
ANSWERED = {"import_organizations": (LEADING, TOWN)}
