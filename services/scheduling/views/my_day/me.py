"""What waits for whoever calls, counted as their day lists it."""

from services.scheduling.views.my_day.repository import PLATE, SOON
from shared.web.me.known import PERSON, Known

#: A system has no day.
COUNTS = f"""case when {PERSON} is not null then (
  with recursive {PLATE}
  select json_build_object(
    'tasks_overdue', count(*) filter (where due_on < today.day),
    'tasks_due_today', count(*) filter (where due_on = today.day),
    'tasks_due_soon', count(*) filter (where due_on > today.day and due_on <= today.day + {SOON}))
  from plate right join today on plate.state <> 'blocked') end"""

KNOWN = Known(counts=COUNTS, scope="tasks:read")
