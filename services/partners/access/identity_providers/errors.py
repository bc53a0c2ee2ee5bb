"""Refusals of identity providers."""

from shared.errors import Refusal


class IssuerTaken(Refusal):
    status, code, title = 409, "issuer_taken", "An active identity provider already has this issuer and client id"
    constraints = ("uq_identity_providers_issuer",)


class IssuerMismatch(Refusal):
    status, code, title = 422, "issuer_mismatch", "The discovery document names another issuer"


class DiscoveryIncomplete(Refusal):
    status, code, title = 422, "discovery_incomplete", "The issuer's discovery document is incomplete"


class NoUsableKeys(Refusal):
    status, code, title = 422, "no_usable_keys", "The issuer publishes no key that can verify ID tokens"


class SharedIssuer(Refusal):
    status, code, title = 422, "shared_issuer", "This issuer also signs for people of other districts"


class EmailIsNoIdentity(Refusal):
    status, code, title = 422, "email_is_no_identity", "An e-mail address is not accepted as an identity"


class ClientSecretMismatch(Refusal):
    status, code, title = (
        422,
        "client_secret_mismatch",
        "The client secret does not match the client authentication method",
    )


class IdentityProviderInactive(Refusal):
    status, code, title = 409, "identity_provider_inactive", "The identity provider is no longer in use"


class IdentityProviderUnreachable(Refusal):
    status, code, title = 503, "identity_provider_unreachable", "The identity provider does not answer"


class SignInRefused(Refusal):
    status, code, title = 403, "sign_in_refused", "The sign-in was refused"


class IdTokenMalformed(SignInRefused):
    code, title = "id_token_malformed", "This is not an ID token"


class IdTokenAlgorithm(SignInRefused):
    code, title = "id_token_algorithm", "The ID token's signing algorithm is not accepted"


class IdTokenUnknownKey(SignInRefused):
    code, title = "id_token_unknown_key", "The ID token is not signed with one of the issuer's keys"


class IdTokenSignature(SignInRefused):
    code, title = "id_token_signature", "The ID token's signature is not valid"


class IdTokenWrongIssuer(SignInRefused):
    code, title = "id_token_wrong_issuer", "The ID token is from another issuer"


class IdTokenWrongAudience(SignInRefused):
    code, title = "id_token_wrong_audience", "The ID token is meant for another audience"


class IdTokenExpired(SignInRefused):
    code, title = "id_token_expired", "The ID token has expired"


class IdTokenNotYetValid(SignInRefused):
    code, title = "id_token_not_yet_valid", "The ID token is not valid yet"


class IdTokenSignInTooOld(SignInRefused):
    code, title = "id_token_sign_in_too_old", "The sign-in was too long ago"


class IdTokenLivesTooLong(SignInRefused):
    code, title = "id_token_lives_too_long", "The ID token was made to live too long"


class IdTokenTooOld(SignInRefused):
    code, title = "id_token_too_old", "The ID token was issued too long ago"


class IdTokenNonce(SignInRefused):
    code, title = "id_token_nonce", "The ID token belongs to another sign-in"


class IdTokenClaims(SignInRefused):
    code, title = "id_token_claims", "The ID token lacks a claim it must have"


class IdTokenEmailDomain(SignInRefused):
    code, title = "id_token_email_domain", "The ID token's e-mail address is not in one of the district's domains"


class NoRole(SignInRefused):
    code, title = "no_role", "The staff member holds no role today, and no rule grants one"
