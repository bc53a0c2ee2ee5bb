"""A list of one organisation."""

from tests.isolation.answers import FACT

UPLOADS = {"import_organizations": ("text/csv", b"Name\nA clinic\n")}
GIVES_NOTHING = {"import_organizations": FACT}
