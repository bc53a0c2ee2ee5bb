"""Keys rotate without a gap; a leaked one is dropped at once; a new SECRET_KEY opens what the old one sealed."""

from datetime import timedelta
from uuid import UUID

import pytest
from joserfc import jws
from joserfc.jwk import ECKey
from typer.testing import CliRunner

from services.partners.access.tokens import keys, rules
from services.partners.access.tokens.resealing import reseal
from shared import clock
from shared.auth.ended import EndedAccess
from shared.auth.tokens import Keys, Verifier
from shared.cli.main import app
from shared.errors import TokenInvalid
from shared.testing.calls import ISSUER, Service, served
from tests.partners.factories import set_up
from tests.partners.machines import made, token_for


@pytest.fixture
def operator(partners: Service, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line, on the test's database."""
    monkeypatch.setenv("PARTNERS_DATABASE_URL", partners.settings.database_url)
    monkeypatch.setenv("PARTNERS_SECRET_KEY", "test")
    return CliRunner()


async def published(partners: Service) -> list[str]:
    """The ids of the published keys."""
    return [key["kid"] for key in (await partners.caller().get("/.well-known/jwks.json")).json()["keys"]]


async def token_and_kid(partners: Service, district_id: UUID) -> tuple[str, str]:
    """A fresh token and the key it names."""
    token = (await token_for(partners, await made(partners, district_id))).json()["access_token"]
    return token, str(jws.extract_compact(token.encode()).headers()["kid"])


async def test_a_new_key_signs_at_once_and_the_old_one_serves_until_its_last_token_is_gone(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, settings = partners.app.state.db, partners.settings
    _, old = await token_and_kid(partners, district_id)
    new = await keys.rotate(db, settings)
    assert (await token_and_kid(partners, district_id))[1] == new
    assert {old, new} <= set(await published(partners))
    (row,) = await partners.sql("select sealed_private_jwk from signing_keys where kid = $1", old)
    assert row["sealed_private_jwk"] is None
    later = clock.now() + rules.LIFETIME + rules.GRACE + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await published(partners) == [new]
    assert old in {row.kid for row in await keys.listed(db)}


async def test_a_leaked_key_is_dropped_at_once(partners: Service, district_id: UUID) -> None:
    db, settings = partners.app.state.db, partners.settings
    async with served(partners) as url:
        verifier = Verifier(
            Keys(f"{url}/.well-known/jwks.json", fresh_seconds=0, retry_seconds=0), ISSUER, "partners", EndedAccess(db)
        )
        before, _ = await token_and_kid(partners, district_id)
        assert (await verifier.principal(before)).district_id == district_id
        await keys.rotate(db, settings)
        after, _ = await token_and_kid(partners, district_id)
        assert (await verifier.principal(before)).district_id == district_id
        assert (await verifier.principal(after)).district_id == district_id
        new = await keys.rotate(db, settings, compromised=True)
        assert await published(partners) == [new]
        for token in (before, after):
            with pytest.raises(TokenInvalid):
                await verifier.principal(token)


async def test_the_signing_key_is_not_retired_and_an_old_one_is(partners: Service, district_id: UUID) -> None:
    db = partners.app.state.db
    _, old = await token_and_kid(partners, district_id)
    with pytest.raises(keys.NotPossible, match="rotate first"):
        await keys.retire(db, old)
    await keys.rotate(db, partners.settings)
    await keys.retire(db, old)
    assert old not in await published(partners)
    with pytest.raises(keys.NotPossible, match="no published key"):
        await keys.retire(db, old)


async def test_a_new_secret_opens_what_the_old_one_sealed(partners: Service, district_id: UUID) -> None:
    db, settings = partners.app.state.db, partners.settings
    _, kid = await token_and_kid(partners, district_id)
    with pytest.raises(keys.NotPossible):
        await reseal(db, settings.model_copy(update={"secret_key": "new"}), "neither")
    await set_up(partners, district_id)
    provider = await registered(partners, district_id)
    changed = settings.model_copy(update={"secret_key": "new"})
    assert await reseal(db, changed, "test") >= 2
    assert (await keys.signing_key(db, changed)).kid == kid
    assert rules.unseal(await sealed_of(partners, provider), "new") == {"client_secret": "s"}
    # One that was broken off is begun again.
    assert await reseal(db, changed, "test") == 0
    assert await reseal(db, settings, "new") >= 2
    assert rules.unseal(await sealed_of(partners, provider), "test") == {"client_secret": "s"}
    assert (await token_and_kid(partners, district_id))[1] == kid


async def registered(partners: Service, district_id: UUID) -> UUID:
    """An identity provider that knows us by a secret."""
    (row,) = await partners.sql(
        """insert into identity_providers (district_id, id, name, kind, issuer, client_id, client_authentication,
          sealed_secret, audiences, email_domains, required_claims, subject_claim, link_by, scopes, algorithms, active,
          discovery, jwks, fetched_at, asked_at, created_at, updated_at, created_by, updated_by)
        values ($1, uuidv7(), 'x', 'other', 'https://idp.example', 'x', 'client_secret_basic', $2, '{}', '{}', '{}', 'sub',
          '[]', '{}', '{}', true, '{}', '[]', now(), now(), now(), now(), 'x', 'x') returning id""",
        district_id,
        rules.seal({"client_secret": "s"}, "test"),
    )
    return UUID(str(row["id"]))


async def sealed_of(partners: Service, provider_id: UUID) -> str:
    """What is kept of its secret."""
    (row,) = await partners.sql("select sealed_secret from identity_providers where id = $1", provider_id)
    return str(row["sealed_secret"])


async def test_services_ask_for_the_keys_every_minute(partners: Service) -> None:
    reply = await partners.caller().get("/.well-known/jwks.json")
    assert reply.headers["cache-control"] == "public, max-age=60"
    assert reply.headers["content-type"] == "application/json"


def test_the_command_line_lists_rotates_retires_and_reseals(
    operator: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = operator.invoke(app, ["keys", "rotate"]).output.split()[0]
    second = operator.invoke(app, ["keys", "rotate"]).output.split()[0]
    said = operator.invoke(app, ["keys", "list"]).output
    states = {line.split()[0]: line for line in said.splitlines()}
    assert states[second].endswith("signs")
    assert "published until" in states[first]
    assert operator.invoke(app, ["keys", "retire", first]).exit_code == 0
    assert operator.invoke(app, ["keys", "retire", second]).exit_code == 2
    assert operator.invoke(app, ["keys", "reseal", "--old-secret-env", "NOT_SET"]).exit_code == 2
    monkeypatch.setenv("OLD", "test")
    assert operator.invoke(app, ["keys", "reseal", "--old-secret-env", "OLD"]).output == "0 sealed anew\n"
    assert operator.invoke(app, ["keys", "rotate", "--compromised"]).exit_code == 0


@pytest.mark.parametrize(
    "kid", ["-0-c2V-L3aXpCXbCaX4zVC9rez9U38FMBFcRYdTZnO4", "--2V-L3aXpCXbCaX4zVC9rez9U38FMBFcRYdTZnO4"]
)
def test_a_key_whose_id_begins_like_an_option_is_retired_too(
    operator: CliRunner, monkeypatch: pytest.MonkeyPatch, kid: str
) -> None:
    with monkeypatch.context() as drawn:
        drawn.setattr(rules, "new_key", lambda: ECKey.generate_key("P-256", {"kid": kid}))
        assert operator.invoke(app, ["keys", "rotate"]).output == f"{kid} signs from now on\n"
    operator.invoke(app, ["keys", "rotate"])
    said = operator.invoke(app, ["keys", "retire", kid])
    assert (said.exit_code, said.output) == (0, f"{kid} is no longer published\n")
