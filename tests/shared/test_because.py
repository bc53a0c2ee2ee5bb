"""Why something is somebody's, in words."""

import pytest

from services.notifications.wording.templates.rendering import languages
from shared.directory.starting_catalogue import STARTING
from shared.directory.wording import ROLES, SENTENCES, Why, say_why
from shared.events.next_to_act import Because, NextToAct, each_once
from shared.ids import new_id


def test_every_reason_and_role_has_words_in_every_language_of_messages() -> None:
    assert SENTENCES.keys() == ROLES.keys() == languages("barrier")
    assert {language: set(said) for language, said in SENTENCES.items()} == {each: set(Because) for each in SENTENCES}
    codes = {role.code for role in STARTING}
    assert {language: set(named) for language, named in ROLES.items()} == dict.fromkeys(ROLES, codes)


@pytest.mark.parametrize(
    ("why", "language", "words"),
    [
        (Why(Because.ROLE, "principal", "Oak"), "en", "you are principal at Oak"),
        (Why(Because.ROLE, "executive_leader"), "en-US", "you are executive leader"),
        (Why(Because.COVER, person="Ana Ruiz"), "en", "you cover for Ana Ruiz"),
        (Why(Because.COVER, person="Ana Ruiz", school="Oak"), "es", "usted sustituye a Ana Ruiz en Oak"),
        (Why(Because.COVER), "fr", "you cover for a colleague"),
        (Why(Because.RAISED), "en", "you raised it"),
        (
            Why(Because.LADDER, "principal", "Oak", days=3),
            "en",
            "of the district's rule: after 3 school days it is told to the principal at Oak",
        ),
        (Why(Because.ROLE, "role_to_come"), "en", "you are role to come"),
        (Why(Because.ROLE, "microsociety_coordinator", "Oak"), "en", "you are MicroSociety coordinator at Oak"),
        (Why(Because.ROLE, "lead", role_names={"en": "MTSS lead", "es": "Líder"}), "en", "you are MTSS lead"),
        (Why(Because.ROLE, "lead", role_names={"en": "Lead", "es": "Líder"}), "es", "su función es: líder"),
        (Why(Because.ROLE, "lead", role_names={"en": "Lead"}), "es", "su función es: lead"),
    ],
)
def test_a_reason_is_said_in_plain_words(why: Why, language: str, words: str) -> None:
    assert say_why(why, language) == words


def test_each_person_is_named_once_for_their_first_reason() -> None:
    ana, ben = sorted((new_id(), new_id()))
    role, owner = NextToAct(person_id=ben, because=Because.ROLE), NextToAct(person_id=ana, because=Because.OWNER)
    assert each_once([role, owner, NextToAct(person_id=ben, because=Because.COVER)]) == [owner, role]
