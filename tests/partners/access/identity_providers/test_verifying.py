"""An ID token signs somebody in only if its issuer made it, for us, for now, about somebody of this district."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from joserfc.jwk import ECKey, RSAKey

from services.partners.access.identity_providers.id_tokens import LONGEST_TOKEN, issuer_of
from shared.errors import Refusal
from shared.ids import new_id
from shared.testing.calls import Service
from tests.partners.access.identity_providers.factories import (
    CLIENT,
    EC,
    ISSUER,
    KEYS,
    NOW,
    RSA,
    by_hand,
    claims,
    registered,
    signed,
    verified,
)


async def refused(partners: Service, district_id: UUID, token: str, provider: UUID | None = None, **how: Any) -> str:
    """The code a token is refused with."""
    if provider is None:
        provider = await registered(partners, district_id := new_id())
    with pytest.raises(Refusal) as refusal:
        await verified(partners, district_id, provider, token, **how)
    said = f"{refusal.value.detail} {refusal.value.title} {refusal.value.errors}"
    assert "sub-ada" not in said
    assert "ada@" not in said
    return refusal.value.code


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS256"), (RSA, "PS256"), (EC, "ES256")])
async def test_a_token_of_the_issuer_is_believed(
    partners: Service, district_id: UUID, key: Any, algorithm: str
) -> None:
    provider = await registered(partners, district_id)
    token = signed(claims(name="Ada"), key, {"alg": algorithm})
    assert (await verified(partners, district_id, provider, token))["name"] == "Ada"
    assert issuer_of(token) == ISSUER


def test_what_is_no_token_of_a_bearable_length_names_no_issuer() -> None:
    fitting, too_long = (signed(claims(more="x" * length)) for length in (1, LONGEST_TOKEN))
    assert (issuer_of(fitting), issuer_of(too_long)) == (ISSUER, None)
    assert issuer_of("." + fitting.partition(".")[2]) is None


@pytest.mark.parametrize(
    "issuer",
    [None, 7, [ISSUER], f"{ISSUER}/", ISSUER.upper(), "https://login.oak.example.evil.example", "login.oak.example"],
)
async def test_another_issuers_token_is_refused(partners: Service, district_id: UUID, issuer: Any) -> None:
    assert await refused(partners, district_id, signed(claims(iss=issuer))) == "id_token_wrong_issuer"


@pytest.mark.parametrize(
    "said",
    [
        {"aud": "somebody-else"},
        {"aud": None},
        {"aud": []},
        {"aud": [7]},
        {"aud": {"a": 1}},
        {"aud": CLIENT.upper()},
        {"aud": [CLIENT, "somebody-else"], "azp": CLIENT},
        {"aud": [CLIENT, "mobile"]},
        {"aud": [CLIENT, "mobile"], "azp": "somebody-else"},
        {"aud": CLIENT, "azp": "somebody-else"},
        {"aud": CLIENT, "azp": None, "client_id": CLIENT} | {"aud": "throughline "},
        {"aud": [CLIENT] * 21, "azp": CLIENT},
    ],
)
async def test_a_token_for_somebody_else_is_refused(partners: Service, district_id: UUID, said: dict[str, Any]) -> None:
    token = signed(claims(**said))
    assert await refused(partners, district_id, token, audience_extra=["mobile"]) == "id_token_wrong_audience"


async def test_other_audiences_are_accepted_only_where_the_caller_says_so(partners: Service, district_id: UUID) -> None:
    provider = await registered(partners, district_id)
    token = signed(claims(aud="mobile"))
    assert await refused(partners, district_id, token, provider) == "id_token_wrong_audience"
    assert await verified(partners, district_id, provider, token, audience_extra=["mobile"])
    both = signed(claims(aud=[CLIENT, "mobile"], azp=CLIENT))
    assert await verified(partners, district_id, provider, both, audience_extra=["mobile"])


async def test_an_unsigned_token_is_refused(partners: Service, district_id: UUID) -> None:
    for algorithm in ("none", "None", "NONE", "nOnE"):
        token = by_hand({"alg": algorithm, "kid": "rsa"}, claims())
        assert await refused(partners, district_id, token) == "id_token_algorithm"
    assert await refused(partners, district_id, by_hand({"kid": "rsa"}, claims())) in (
        "id_token_algorithm",
        "id_token_malformed",
    )


async def test_the_public_key_is_no_shared_secret(partners: Service, district_id: UUID) -> None:
    for secret in (RSA.as_pem(private=False), json.dumps(KEYS[0]).encode()):
        for algorithm in ("HS256", "HS384", "HS512"):
            token = by_hand({"alg": algorithm, "kid": "rsa"}, claims(), secret)
            assert await refused(partners, district_id, token) == "id_token_algorithm"


async def test_even_a_provider_whose_list_of_algorithms_was_spoiled_checks_nothing_with_a_shared_secret(
    partners: Service, district_id: UUID
) -> None:
    provider = await registered(partners, district_id, algorithms=["HS256", "none"])
    token = by_hand({"alg": "HS256", "kid": "rsa"}, claims(), RSA.as_pem(private=False))
    assert await refused(partners, district_id, token, provider) == "id_token_unknown_key"


async def test_an_algorithm_the_district_does_not_accept_is_refused(partners: Service, district_id: UUID) -> None:
    provider = await registered(partners, district_id, algorithms=["ES256"])
    assert await refused(partners, district_id, signed(claims()), provider) == "id_token_algorithm"


async def test_a_key_is_used_only_for_its_own_algorithm(partners: Service, district_id: UUID) -> None:
    bound = [{**KEYS[0], "alg": "PS256"}]
    provider = await registered(partners, district_id, jwks=bound)
    assert await refused(partners, district_id, signed(claims()), provider) == "id_token_unknown_key"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"exp": NOW - 61}, "id_token_expired"),
        ({"exp": NOW - 86_400 * 365}, "id_token_expired"),
        ({"iat": NOW + 600}, "id_token_not_yet_valid"),
        ({"nbf": NOW + 600}, "id_token_not_yet_valid"),
        ({"exp": None}, "id_token_claims"),
        ({"iat": None}, "id_token_claims"),
        ({"exp": True}, "id_token_claims"),
        ({"exp": "2199-01-01"}, "id_token_claims"),
        ({"exp": float("inf")}, "id_token_claims"),
        ({"exp": float("nan")}, "id_token_claims"),
        ({"exp": 10**400}, "id_token_claims"),
        ({"nbf": [NOW]}, "id_token_claims"),
        ({"sub": None}, "id_token_claims"),
        ({"sub": ""}, "id_token_claims"),
        ({"sub": "x" * 256}, "id_token_claims"),
        ({"sub": ["sub-ada"]}, "id_token_claims"),
        ({"sub": "a\x00b"}, "id_token_claims"),
        ({"sub": "\ud800"}, "id_token_claims"),
        ({"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}, "id_token_malformed"),
    ],
)
async def test_a_token_that_is_not_for_now_or_about_nobody_is_refused(
    partners: Service, district_id: UUID, said: dict[str, Any], code: str
) -> None:
    assert await refused(partners, district_id, signed(claims(**said))) == code


async def test_a_proof_is_of_today_and_does_not_live_for_years(partners: Service, district_id: UUID) -> None:
    provider, hour = await registered(partners, district_id), 3600
    settings = partners.settings
    assert (settings.id_token_hours, settings.id_token_age_hours) == (24, 12)
    for said in ({"iat": NOW, "exp": NOW + 24 * hour}, {"iat": NOW - 12 * hour - 60, "exp": NOW + 60}):
        assert await verified(partners, district_id, provider, signed(claims(**said)))
    for said, code in (
        ({"iat": NOW, "exp": NOW + 24 * hour + 1}, "id_token_lives_too_long"),
        ({"iat": NOW, "exp": NOW + 30 * 365 * 24 * hour}, "id_token_lives_too_long"),
        ({"iat": NOW - 12 * hour - 61, "exp": NOW + 60}, "id_token_too_old"),
    ):
        assert await refused(partners, district_id, signed(claims(**said)), provider) == code


async def test_clocks_may_differ_by_a_minute(partners: Service, district_id: UUID) -> None:
    provider = await registered(partners, district_id)
    for said in ({"exp": NOW - 59, "iat": NOW - 300}, {"iat": NOW + 60}, {"nbf": NOW + 60}, {"auth_time": NOW + 60}):
        assert await verified(partners, district_id, provider, signed(claims(**said)))
    assert await refused(partners, district_id, signed(claims(exp=NOW - 60)), provider) == "id_token_expired"
    for name in ("iat", "nbf", "auth_time"):
        token = signed(claims(**{name: NOW + 61}))
        assert await refused(partners, district_id, token, provider) == "id_token_not_yet_valid", name


async def test_the_nonce_is_the_one_we_sent(partners: Service, district_id: UUID) -> None:
    provider = await registered(partners, district_id)
    assert await verified(partners, district_id, provider, signed(claims(nonce="n")), nonce="n")
    for sent in (None, "m", "", 7, ["n"], "\ud800"):
        token = signed(claims(nonce=sent))
        assert await refused(partners, district_id, token, provider, nonce="n") == "id_token_nonce"


async def test_an_old_sign_in_is_refused_where_a_new_one_is_asked_for(partners: Service, district_id: UUID) -> None:
    provider, hour = await registered(partners, district_id), timedelta(hours=1)
    # An hour, and the minute that clocks may differ by.
    assert await verified(partners, district_id, provider, signed(claims(auth_time=NOW - 3660)), max_age=hour)
    old = signed(claims(auth_time=NOW - 3661))
    assert await refused(partners, district_id, old, provider, max_age=hour) == "id_token_sign_in_too_old"
    assert await refused(partners, district_id, signed(claims()), provider, max_age=hour) == "id_token_claims"


async def test_a_changed_or_forged_token_is_refused(partners: Service, district_id: UUID) -> None:
    provider = await registered(partners, district_id)
    head, body, mark = signed(claims()).split(".")
    other = signed(claims(sub="sub-grace")).split(".")[1]
    assert await refused(partners, district_id, f"{head}.{other}.{mark}", provider) == "id_token_signature"
    assert await refused(partners, district_id, f"{head}.{body}.", provider) == "id_token_signature"
    forger = RSAKey.generate_key(2048, {"kid": "rsa"}, private=True)
    assert await refused(partners, district_id, signed(claims(), forger), provider) == "id_token_signature"


async def test_keys_a_token_brings_itself_are_not_looked_at(partners: Service, district_id: UUID) -> None:
    forger = RSAKey.generate_key(2048, {"kid": "rsa"}, private=True)
    for brought in (
        {"jwk": forger.as_dict(private=False)},
        {"jku": "http://127.0.0.1:9/jwks"},
        {"x5u": "http://127.0.0.1:9/"},
    ):
        token = signed(claims(), forger, brought)
        assert await refused(partners, district_id, token) in ("id_token_signature", "id_token_malformed")


async def test_an_unknown_key_id_is_refused_while_the_issuer_cannot_be_asked(
    partners: Service, district_id: UUID
) -> None:
    for kid in ("never", "", "../../etc/passwd", "rsa' or '1'='1"):
        assert await refused(partners, district_id, signed(claims(), RSA, {"kid": kid})) == "id_token_unknown_key"
    token = by_hand({"alg": "RS256", "kid": ["rsa"]}, claims())
    assert await refused(partners, district_id, token) in ("id_token_unknown_key", "id_token_malformed")


async def test_without_a_key_id_there_must_be_no_choice(partners: Service, district_id: UUID) -> None:
    one = await registered(partners, district_id)
    assert await verified(partners, district_id, one, signed(claims(), EC, {"alg": "ES256", "kid": None}))
    second = ECKey.generate_key("P-256", {"kid": "second"}, private=True).as_dict(private=False)
    two = await registered(partners, district_id, jwks=[*KEYS, second], client_id="other")
    token = signed(claims(aud="other"), EC, {"alg": "ES256", "kid": None})
    assert await refused(partners, district_id, token, two) == "id_token_unknown_key"


NESTED = b'{"iss":' + b"[" * 5000 + b"]" * 5000 + b"}"


@pytest.mark.parametrize(
    "token",
    [
        *("", ".", "..", "a.b.c", "a.b.c.d.e", "é.é.é", "x" * 20_000, ". .", "\x00.\x00.\x00"),
        signed(claims(), RSA, {"typ": "at+jwt"}),
        signed(claims(), RSA, {"typ": "logout+jwt"}),
        signed(claims(padding="x" * 17_000)),
    ],
    ids=lambda token: token[:12],
)
async def test_what_is_no_id_token_is_refused(partners: Service, district_id: UUID, token: str) -> None:
    assert await refused(partners, district_id, token) == "id_token_malformed"


@pytest.mark.parametrize(
    "payload", [b"[]", b"7", b"null", b"", b"{", b"\xff", NESTED], ids=lambda value: str(value[:8])
)
async def test_a_signed_payload_that_is_no_claims_is_refused(
    partners: Service, district_id: UUID, payload: bytes
) -> None:
    token = signed(payload)
    # How deep JSON may be nested is the interpreter's matter: what it reads has no issuer's name.
    odd = ("id_token_malformed", "id_token_signature", "id_token_wrong_issuer")
    assert await refused(partners, district_id, token) in odd
    assert issuer_of(token) is None


async def test_a_header_with_critical_extensions_is_refused(partners: Service, district_id: UUID) -> None:
    token = by_hand({"alg": "RS256", "kid": "rsa", "crit": ["exp"], "exp": 1}, claims())
    assert await refused(partners, district_id, token) == "id_token_malformed"


@pytest.mark.parametrize("hd", [None, "elm.example", ["elm.example"], {"oak.example": 1}, "OAK.example", True])
async def test_a_shared_issuer_signs_in_only_people_with_the_required_claim(
    partners: Service, district_id: UUID, hd: Any
) -> None:
    provider = await registered(partners, district_id, required_claims={"hd": ["oak.example"]})
    assert await refused(partners, district_id, signed(claims(hd=hd)), provider) == "id_token_claims"
    assert await verified(partners, district_id, provider, signed(claims(hd="oak.example")))
    assert await verified(partners, district_id, provider, signed(claims(hd=["elm.example", "oak.example"])))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"email": "ada@elm.example"},
        {"email": "ada@sub.oak.example"},
        {"email": "oak.example"},
        {"email": "ada@oak.example@elm.example"},
        {"email": ["ada@oak.example"]},
        {"email": "ada@oak.example", "email_verified": False},
        {"email": "ada@oak.example", "email_verified": "false"},
    ],
)
async def test_an_address_of_another_domain_is_refused(
    partners: Service, district_id: UUID, said: dict[str, Any]
) -> None:
    provider = await registered(partners, district_id, email_domains=["oak.example"])
    assert await refused(partners, district_id, signed(claims(**said)), provider) == "id_token_email_domain"
    assert await verified(partners, district_id, provider, signed(claims(email="Ada@OAK.example")))


async def test_a_provider_out_of_use_signs_nobody_in(partners: Service, district_id: UUID) -> None:
    provider = await registered(partners, district_id, active=False)
    assert await refused(partners, district_id, signed(claims()), provider) == "identity_provider_inactive"
