"""How many messages whoever calls has not read."""

from shared.web.me.known import PERSON, Known

#: A system has no inbox.
COUNTS = f"""(case when {PERSON} is not null then (
  select json_build_object('messages_unread', count(*)) from messages m
  where m.recipient_id = {PERSON} and m.in_inbox and m.read_at is null) end)"""

KNOWN = Known(counts=COUNTS, scope="inbox:read")
