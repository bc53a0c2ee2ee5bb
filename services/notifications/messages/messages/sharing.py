"""Who is told that they share responsibility for tasks of others."""

from services.notifications.messages.messages.consumed import ResponsibilityShared, TaskGiven
from services.notifications.messages.messages.making import Notification
from services.notifications.messages.messages.names import Names
from services.notifications.messages.messages.shared_facts import FirstTask, TasksSharedFacts, WhyFacts
from services.notifications.wording.templates.kinds import Kind
from shared.events.next_to_act import Because


def notify_of_shared_gift(task: TaskGiven, names: Names) -> list[Notification]:
    """Who shares a task that somebody gave to another, but who gave it."""
    facts = TasksSharedFacts(
        kind=Kind.TASKS_SHARED,
        title=None,
        task_count=1,
        first_due_on=task.due_on,
        first_tasks=[],
        by_name=names.get(task.given_by),
        because=WhyFacts(code=Because.RESPONSIBLE, person_name=names.get(task.owner_id)),
    )
    return [Notification(task.task_id, id_, facts) for id_ in task.responsible_ids if id_ != task.given_by]


def notify_of_sharing(shared: ResponsibilityShared, names: Names) -> list[Notification]:
    """Everybody who shares tasks by a plan or a team from now on, once."""
    return [
        Notification(
            shared.change_id,
            person.person_id,
            TasksSharedFacts(
                kind=Kind.TASKS_SHARED,
                title=shared.plan_title,
                task_count=person.task_count,
                first_due_on=person.first_due_on,
                first_tasks=[
                    FirstTask(
                        title=task.title,
                        school_id=task.school_id,
                        school_name=names.get(task.school_id),
                        due_on=task.due_on,
                    )
                    for task in person.first_tasks
                ],
                by_name=None,
                because=WhyFacts(code=Because.RESPONSIBLE),
            ),
            shared.plan_id,
        )
        for person in shared.people
    ]
