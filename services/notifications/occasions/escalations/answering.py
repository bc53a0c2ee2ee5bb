"""Acknowledging by a link in the e-mail what came up the ladder to somebody on a day."""

from datetime import date
from uuid import UUID

from services.notifications.messages.messages.composing import about
from services.notifications.occasions.escalations import repository
from services.notifications.occasions.escalations.acknowledging import acknowledge_all
from services.notifications.recipients.recipients.repository import languages_of
from services.notifications.wording.templates.rules import language_for, say_count
from shared.answers import links
from shared.answers.links import Offer
from shared.answers.purposes import Purpose, Question
from shared.answers.tables import AnswerLinkRow
from shared.context.context import Context
from shared.saying import say_day

#: What its links are for.
PURPOSE = "escalations.acknowledge"
WORDS = {
    "en": (
        ("overdue task", "overdue tasks"),
        "Have you seen it?",
        "On {day} Throughline told you of {tasks} that nobody has acknowledged since. If you see to it, say so here: then nobody "
        "further up is told for some days. The tasks themselves stay as they are.",
        "I have seen it",
        "Thank you. Nobody further up is told of it for some days. You can close this page.",
    ),
    "es": (
        ("tarea vencida", "tareas vencidas"),
        "¿Lo ha visto?",
        "El {day} Throughline le avisó de {tasks} que nadie ha confirmado desde entonces. Si usted se ocupa, dígalo aquí: así no "
        "se avisará a nadie de más arriba durante unos días. Las tareas mismas siguen como están.",
        "Lo he visto",
        "Gracias. No se avisará a nadie de más arriba durante unos días. Puede cerrar esta página.",
    ),
}


def subject_of(district_id: UUID, person: UUID, day: date) -> UUID:
    """What somebody is told up the ladder on a day: one message, and one link."""
    return about(district_id, person, day, "escalation")


async def offer(ctx: Context, day: date, people: list[UUID]) -> None:
    """Let those who are told on a day acknowledge it from their e-mail."""
    subjects = {person: subject_of(ctx.district_id, person, day) for person in people}
    await links.offer(ctx, PURPOSE, [Offer(subjects[person], person, {"day": str(day)}) for person in people])


async def revoke_if_settled(ctx: Context, person: UUID, day: date) -> None:
    """What somebody acknowledged otherwise needs no link any more."""
    if not await repository.count_unseen(ctx, person, day):
        await links.revoke(ctx, PURPOSE, subject_of(ctx.district_id, person, day), person)


async def ask(ctx: Context, link: AnswerLinkRow) -> Question | None:
    """Has it been seen? Nobody asks who has left, nor about what is acknowledged."""
    day = date.fromisoformat(link.facts["day"])
    count = await repository.count_unseen(ctx, link.recipient_id, day)
    if not count:
        return None
    language = language_for(*await languages_of(ctx, link.recipient_id), WORDS)
    noun, title, text, button, done = WORDS[language]
    return Question(
        language, title, text.format(day=say_day(day, language), tasks=say_count(count, *noun)), button, done
    )


async def answer(ctx: Context, link: AnswerLinkRow) -> None:
    """All that came up to its reader that day is theirs."""
    rows = await repository.lock_unseen(ctx, link.recipient_id, date.fromisoformat(link.facts["day"]))
    await acknowledge_all(ctx, rows)


ACKNOWLEDGE = Purpose(ask, answer)
