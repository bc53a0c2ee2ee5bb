"""What a caller may do to a comment now, in SQL: its author, and to delete it the district's coordinator."""

from services.scheduling.permissions import POLICY
from services.scheduling.work.task_comments import repository, transitions
from services.scheduling.work.task_comments.transitions import CHANGE, DELETE, TRANSITIONS, CommentState
from shared.auth.may import ME, NOW, May, granted

WROTE = f"coalesce(s.author_id = {ME}, false)"

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=f"case when s.deleted_at is null then '{CommentState.SAID}' else '{CommentState.DELETED}' end",
    school="(select t.school_id from tasks t where t.district_id = s.district_id and t.id = s.task_id)",
    rights={CHANGE.right: WROTE, DELETE.right: f"({granted(DELETE.right)} or {WROTE})"},
    conditions={
        transitions.is_fresh: f"{NOW} <= s.created_at + interval '{transitions.EDITABLE.seconds} seconds'",
    },
)
#: Comments as callers are shown them.
LISTING = MAY.on(repository.LISTING)
