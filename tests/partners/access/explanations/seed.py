"""Claims to be explained."""

from tests.isolation.answers import TRIES

BODIES = {"explain_identity_provider": {"claims": {"sub": "x"}}}
GIVES_NOTHING = {"explain_identity_provider": TRIES}
