"""Refusals of clients."""

from shared.errors import Refusal


class ScopeNotYours(Refusal):
    status, code, title = 422, "scope_not_yours", "A client cannot be given a scope its maker lacks"


class OnlyForYourself(Refusal):
    status, code, title = 403, "only_for_yourself", "A person makes clients only for themselves"


class ClientRevoked(Refusal):
    status, code, title = 409, "client_revoked", "A revoked client does not change"


class PartyNotYours(Refusal):
    status, code, title = 422, "party_not_yours", "Whoever belongs to a party makes clients of that party alone"


class NetworkNotYours(Refusal):
    status, code, title = 422, "network_not_yours", "A client cannot be used from networks its maker's token cannot"


class BeyondYourClient(Refusal):
    status, code, title = 422, "beyond_your_client", "A client is bound as closely as the one it is made with"


class KeyNotUsable(Refusal):
    status, code, title = 422, "key_not_usable", "A key is not one a client can sign with"


class TwoSecrets(Refusal):
    status, code, title = 409, "two_secrets", "A client has at most two live secrets"
