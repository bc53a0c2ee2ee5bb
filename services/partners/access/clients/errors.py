"""Refusals of clients."""

from shared.errors import Refusal


class ScopeNotYours(Refusal):
    status, code, title = 422, "scope_not_yours", "A client cannot be given a scope its creator does not hold"


class ScopeNotForParties(Refusal):
    status, code, title = (
        422,
        "scope_not_for_parties",
        "A client of an outside party that is no school official cannot have a scope that opens free text or files",
    )


class OnlyForYourself(Refusal):
    status, code, title = (
        403,
        "only_for_yourself",
        "A client that acts as a person is made by that person, and a person makes no other",
    )


class ClientRevoked(Refusal):
    status, code, title = 409, "client_revoked", "A revoked client cannot be changed"


class PartyNotYours(Refusal):
    status, code, title = 422, "party_not_yours", "Members of a party can create clients of that party only"


class NetworkNotYours(Refusal):
    status, code, title = (
        422,
        "network_not_yours",
        "A client cannot be allowed networks that its creator's token is not",
    )


class BeyondYourClient(Refusal):
    status, code, title = 422, "beyond_your_client", "A client cannot be allowed more than the client that creates it"


class KeyNotUsable(Refusal):
    status, code, title = 422, "key_not_usable", "The key cannot be used for client authentication"


class TwoSecrets(Refusal):
    status, code, title = 409, "two_secrets", "A client has at most two live secrets"
