"""Every door by which a role, a link, a claim rule, a client, a party or a consent is made or changed asks the one decision."""

import re

import pytest

from tests.isolation.grant_doors import OPENING, sources, undecided, writing

ACCESS, ROLES = "services.partners.access", "services.partners.directory.roles"
CATALOGUE = "services.partners.directory.role_catalogue"
CONSENTS = "services.partners.privacy.consents"
OPERATORS = "the operator's command line, for setting a district up"
TAKES = "takes away, and gives nobody anything"
BY_IDS = "found by ids the provider and SCIM or the roster agree on: nobody's hand is in it"
#: What writes such a row and asks nobody, each with the reason.
ASKS_NOBODY = {
    f"{ACCESS}.claim_rules.service::_end": TAKES,
    f"{ACCESS}.claim_rules.service::remove": TAKES,
    f"{ACCESS}.clients.secrets::revoke": TAKES,
    f"{ACCESS}.clients.service::revoke": TAKES,
    f"{ROLES}.repository::_end": TAKES,
    f"{ROLES}.catalogue::as_it_starts": "the roles every district starts with: code says what they stand on",
    f"{CATALOGUE}.service::create": "nobody holds it yet: whoever is given it is given what it stands on",
    f"{ACCESS}.clients.service::store": OPERATORS,
    f"{ACCESS}.clients.service::_row_of": f"of `store`: {OPERATORS}; `create` asks",
    f"{ACCESS}.clients.service::add_secret_row": f"of `store`: {OPERATORS}; `create` and `secrets.add` ask",
    f"{CONSENTS}.standing::keep_signers": "what the roster knows of a signer takes away, and gives back what was decided",
    f"{ACCESS}.identities.service::person_of": BY_IDS,
    f"{ACCESS}.identities.service::_link": f"of `person_of`: {BY_IDS}; `link` asks",
}
#: Where many rows are weighed at once, by the same arithmetic.
WEIGHED = {
    f"{ACCESS}.claim_rules.service::apply",
    f"{ROLES}.repository::upsert_listed",
    f"{CONSENTS}.standing::keep_placements",
}

SOURCES = sources()
ASKING = [(module, hit.start()) for module, text in SOURCES.items() for hit in re.finditer(r"await decide\(", text)]


def test_every_door_asks_the_decision() -> None:
    assert undecided(SOURCES) == ASKS_NOBODY.keys() | WEIGHED
    assert not WEIGHED & undecided(SOURCES, "verdict")


def test_there_is_a_door_into_each_table() -> None:
    for row in OPENING:
        assert any(row in SOURCES[site.partition("::")[0]] for site in writing(SOURCES)), row


@pytest.mark.parametrize(("module", "place"), ASKING, ids=lambda value: str(value).rpartition("partners.")[2])
def test_a_door_that_asks_nobody_is_seen(module: str, place: int) -> None:
    planted = SOURCES[module][:place] + "await nothing(" + SOURCES[module][place + len("await decide(") :]
    assert undecided({**SOURCES, module: planted}) - undecided(SOURCES)


def test_a_new_door_is_seen() -> None:
    module = f"{ROLES}.service"
    planted = SOURCES[module] + "\nasync def lend(ctx, wish):\n    ctx.add(RoleAssignmentRow(**wish))\n"
    assert f"{module}::lend" in undecided({**SOURCES, module: planted})
