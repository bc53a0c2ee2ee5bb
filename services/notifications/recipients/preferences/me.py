"""The language whoever calls has chosen."""

from shared.web.me.known import PERSON, Known

KNOWN = Known(fields={"language": f"(select p.language from preferences p where p.id = {PERSON})"})
