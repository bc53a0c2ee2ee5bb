"""A person's own messages."""

from tests.isolation.answers import A_PERSON_ANSWERS, OF_THEIRS, OWN, PEOPLE

BY_PERSON = {"read_inbox_message": A_PERSON_ANSWERS, "mark_read": A_PERSON_ANSWERS}
NO_LIST = {"list_inbox": OWN, "count_unread": OWN}
ANSWERED = {"count_unread": (PEOPLE, OWN)}
TO_MENTORS = {"list_inbox": OF_THEIRS, "count_unread": OWN}
