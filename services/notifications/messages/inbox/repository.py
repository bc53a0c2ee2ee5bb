"""SQL of a person's inbox: their messages and nobody else's."""

from services.notifications.references import PLAN
from shared.context.lists import Listing
from shared.front_ends.queries import addresses_in_sql

# The lists of every kind's facts, which no subject needs.
LISTS = "{body,schools,lines,plans,due_soon,overdue,unowned_due_soon,unowned_overdue,first_tasks,worst}"

FRONT_END = addresses_in_sql("m.recipient_id", "m.district_id")

# Newest first by a key that ascends: microseconds before the epoch.
LISTING = Listing(
    name="inbox",
    columns=f"""m.id, m.kind, m.subject_id, {PLAN.reference("m.plan_id")} as plan, m.language,
    {FRONT_END} as front_end, m.facts - '{LISTS}'::text[] as facts, m.read_at, m.version, m.created_at, m.updated_at""",
    source="messages m",
    order=(("-(extract(epoch from m.created_at) * 1000000)::bigint", "bigint"), ("m.id", "uuid")),
    changed=(("m.updated_at", "timestamptz"), ("m.id", "uuid")),
    # In both orders: what its reader wants kept out never was in their inbox.
    filters={"unread": "(m.read_at is null) = {}::boolean", "recipient_id": "m.in_inbox and m.recipient_id = {}::uuid"},
)

COUNT_UNREAD = """select json_build_object('unread', count(*))::text, null::text
from messages m where m.recipient_id = ($1)[1]::uuid and m.in_inbox and m.read_at is null"""
