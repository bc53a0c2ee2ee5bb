"""What links are for: each purpose asks one question and does one thing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from shared.answers.tables import AnswerLinkRow
from shared.context.context import Context


@dataclass(frozen=True)
class Question:
    """What a page asks in its reader's language, the word on its button, and what it says once that is pressed."""

    language: str
    title: str
    text: str
    button: str
    done: str


@dataclass(frozen=True)
class Purpose:
    """`ask` says what there is to answer, None when there is nothing any more; `answer` does it, as the person whose link it is.

    `ask` changes nothing: mail filters follow every link.
    """

    ask: Callable[[Context, AnswerLinkRow], Awaitable[Question | None]]
    answer: Callable[[Context, AnswerLinkRow], Awaitable[None]]


Purposes = Mapping[str, Purpose]
