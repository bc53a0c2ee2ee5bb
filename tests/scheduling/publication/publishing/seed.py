"""An approval of some content."""

from tests.isolation.answers import A_PERSON_ANSWERS

BODIES = {"approve_plan": {"content_hash": "0" * 64}}
BY_PERSON = {"approve_plan": A_PERSON_ANSWERS}
