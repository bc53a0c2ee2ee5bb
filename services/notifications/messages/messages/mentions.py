"""Messages of comments that name somebody, and taking them back."""

from uuid import UUID

from services.notifications.messages.messages import reasons
from services.notifications.messages.messages.composing import about
from services.notifications.messages.messages.consumed import PeopleMentioned
from services.notifications.messages.messages.making import Notification
from services.notifications.messages.messages.names import Names
from services.notifications.messages.messages.payloads import MentionFacts
from services.notifications.wording.templates.kinds import Kind


def mention_of(comment_id: UUID, person: UUID) -> UUID:
    """The topic of what somebody is told of a comment that names them."""
    return about("mention", comment_id, person)


def notify_of_mention(mention: PeopleMentioned, event_id: UUID, names: Names) -> list[Notification]:
    """Everybody named but the writer. Who was named before, and left out, is told anew."""
    facts = MentionFacts(
        kind=Kind.MENTION,
        task_id=mention.task_id,
        comment_id=mention.comment_id,
        plan_title=names.get(mention.plan_id),
        school_name=names.get(mention.school_id),
        by_name=names.get(mention.by_id),
        because=reasons.MENTIONED,
    )
    people = dict.fromkeys(person for person in mention.mentioned_ids if person != mention.by_id)
    return [
        Notification(
            event_id,
            person,
            facts,
            mention.plan_id,
            by_hand=True,
            topic=mention_of(mention.comment_id, person),
        )
        for person in people
    ]
