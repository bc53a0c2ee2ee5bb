"""Refusals of identity providers."""

from shared.errors import Refusal


class IssuerTaken(Refusal):
    status, code, title = 409, "issuer_taken", "An active identity provider has this issuer and client id"
    constraints = ("uq_identity_providers_issuer",)


class IssuerMismatch(Refusal):
    status, code, title = 422, "issuer_mismatch", "The address describes another issuer"


class DiscoveryIncomplete(Refusal):
    status, code, title = 422, "discovery_incomplete", "The issuer's description lacks what we need"


class NoUsableKeys(Refusal):
    status, code, title = 422, "no_usable_keys", "The issuer publishes no key that ID tokens can be checked with"


class SharedIssuer(Refusal):
    status, code, title = 422, "shared_issuer", "This issuer signs for other districts' people too"


class EmailIsNoIdentity(Refusal):
    status, code, title = 422, "email_is_no_identity", "People are not found by an e-mail address"


class ClientSecretMismatch(Refusal):
    status, code, title = 422, "client_secret_mismatch", "The client secret does not go with the client authentication"


class IdentityProviderInactive(Refusal):
    status, code, title = 409, "identity_provider_inactive", "The identity provider was taken out of use"


class IdentityProviderUnreachable(Refusal):
    status, code, title = 503, "identity_provider_unreachable", "The identity provider does not answer"


class SignInRefused(Refusal):
    status, code, title = 403, "sign_in_refused", "Nobody is signed in by this"


class IdTokenMalformed(SignInRefused):
    code, title = "id_token_malformed", "It is no ID token"


class IdTokenAlgorithm(SignInRefused):
    code, title = "id_token_algorithm", "The ID token is signed in a way that is not accepted"


class IdTokenUnknownKey(SignInRefused):
    code, title = "id_token_unknown_key", "The ID token is signed with none of the issuer's keys"


class IdTokenSignature(SignInRefused):
    code, title = "id_token_signature", "The ID token's signature is not right"


class IdTokenWrongIssuer(SignInRefused):
    code, title = "id_token_wrong_issuer", "The ID token is another issuer's"


class IdTokenWrongAudience(SignInRefused):
    code, title = "id_token_wrong_audience", "The ID token is meant for somebody else"


class IdTokenExpired(SignInRefused):
    code, title = "id_token_expired", "The ID token has expired"


class IdTokenNotYetValid(SignInRefused):
    code, title = "id_token_not_yet_valid", "The ID token is not valid yet"


class IdTokenSignInTooOld(SignInRefused):
    code, title = "id_token_sign_in_too_old", "The sign-in lies too far back"


class IdTokenNonce(SignInRefused):
    code, title = "id_token_nonce", "The ID token belongs to another sign-in"


class IdTokenClaims(SignInRefused):
    code, title = "id_token_claims", "The ID token lacks a claim it must have"


class IdTokenEmailDomain(SignInRefused):
    code, title = "id_token_email_domain", "The ID token's e-mail address is not of the district"


class NoRole(SignInRefused):
    code, title = "no_role", "The staff member holds no role today, and no rule gives one"
