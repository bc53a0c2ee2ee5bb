"""This service's refusals."""

from shared.web.errors import Refusal


class LocalCodeTaken(Refusal):
    status, code, title = 409, "local_code_taken", "Another school of the district has this local code"


class NoSuchStaff(Refusal):
    status, code, title = 422, "no_such_staff", "There is no such staff member in this district"


class NoSuchSchool(Refusal):
    status, code, title = 422, "no_such_school", "There is no such school in this district"


class DaysOutOfOrder(Refusal):
    status, code, title = 422, "days_out_of_order", "The last day lies before the first"


class RosterOwned(Refusal):
    status, code, title = 409, "roster_owned", "The roster granted this role; only the roster ends it"


class SignOnOwned(Refusal):
    status, code, title = 409, "sign_on_owned", "A claim rule granted this role at sign-in; only sign-ins end it"


class NamedValueNeeded(Refusal):
    status, code, title = 422, "named_value_needed", "A rule may give this role only for a value it names"


class TooManyClaimRules(Refusal):
    status, code, title = 409, "too_many_claim_rules", "A district has at most 500 claim rules"


class ScopeNotYours(Refusal):
    status, code, title = 422, "scope_not_yours", "A client cannot be given a scope its maker lacks"


class OnlyForYourself(Refusal):
    status, code, title = 403, "only_for_yourself", "A person makes clients only for themselves"


class NotToYourself(Refusal):
    status, code, title = 403, "not_to_yourself", "Nobody gives a role to themselves"


class RevokedAlready(Refusal):
    status, code, title = 409, "revoked_already", "It is revoked"


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


class PartyNameTaken(Refusal):
    status, code, title = 409, "party_name_taken", "Another party of the district has this name"


class NoSuchParty(Refusal):
    status, code, title = 422, "no_such_party", "There is no such party in this district"


class BasisIncomplete(Refusal):
    status, code, title = 422, "basis_incomplete", "The legal basis needs more to be written down"


class BasisContradicted(Refusal):
    status, code, title = 422, "basis_contradicted", "What is written down does not go with the legal basis"


class ConsentIncomplete(Refusal):
    status, code, title = 422, "consent_incomplete", "It lacks parts a consent must have (34 CFR 99.30)"


class OralIsNoConsent(Refusal):
    status, code, title = 422, "oral_is_no_consent", "What was only said is no consent (34 CFR 99.30)"


class BeyondTheParty(Refusal):
    status, code, title = 422, "beyond_the_party", "The party is not down for these records or this purpose"


class TooManyLines(Refusal):
    status, code, title = 422, "too_many_lines", "The file would have more lines than this call writes"


class ConsentRevoked(Refusal):
    status, code, title = 409, "consent_revoked", "The consent is revoked"


class NoSuchClient(Refusal):
    status, code, title = 422, "no_such_client", "There is no such machine client in this district"


class ClientTaken(Refusal):
    status, code, title = 409, "client_taken", "Another application uses this machine client"


class NoSuchScope(Refusal):
    status, code, title = 422, "no_such_scope", "There is no such scope"


class InvalidFilter(Refusal):
    status, code, title = 400, "invalid_filter", "The filter is not one of SCIM, or not of these attributes"


class SearchTooWide(Refusal):
    status, code, title = 400, "search_too_wide", "The search takes too long"


class InvalidPath(Refusal):
    status, code, title = 400, "invalid_path", "There is no such attribute"


class InvalidSyntax(Refusal):
    status, code, title = (
        400,
        "invalid_syntax",
        "The message is not formed as SCIM says, or names what is not kept here",
    )


class InvalidValue(Refusal):
    status, code, title = 400, "invalid_value", "A value is missing, or does not fit its attribute"


class TooMuchAtOnce(Refusal):
    status, code, title = 413, "too_much_at_once", "One PATCH asks for more than is done at once"


class NoTarget(Refusal):
    status, code, title = 400, "no_target", "The path leads to no value"


class NotChangeable(Refusal):
    status, code, title = 400, "not_changeable", "The attribute cannot be changed that way"


class UserNameTaken(Refusal):
    status, code, title = 409, "user_name_taken", "Another User of the district has this userName"


class UserExists(Refusal):
    status, code, title = 409, "user_exists", "This staff member is a User already"


class StaffNotClear(Refusal):
    status, code, title = 409, "staff_not_clear", "The ids name more than one staff member of the roster"


class GroupNameTaken(Refusal):
    status, code, title = 409, "group_name_taken", "Another Group of the district has this displayName"


class NotOffered(Refusal):
    status, code, title = 501, "not_offered", "This service does not offer that part of SCIM"


class IssuerTaken(Refusal):
    status, code, title = 409, "issuer_taken", "An active identity provider has this issuer and client id"


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


class IdentityUnknown(SignInRefused):
    code, title = "identity_unknown", "Nobody of the district's staff is found by this identity"


class IdentityAmbiguous(SignInRefused):
    code, title = "identity_ambiguous", "More than one staff member is found by this identity"


class IdentityInactive(SignInRefused):
    code, title = "identity_inactive", "The staff member is not active"


class NoRole(SignInRefused):
    code, title = "no_role", "The staff member holds no role today, and no rule gives one"


class IdentityLinkedElsewhere(SignInRefused):
    status, code, title = 409, "identity_linked_elsewhere", "The staff member is linked to another identity there"


class NoSuchIdentityProvider(Refusal):
    status, code, title = 422, "no_such_identity_provider", "There is no such identity provider in this district"


class BeyondYourRoles(Refusal):
    status, code, title = 403, "beyond_your_roles", "It would be a way in to roles the caller does not hold"


class NotYourOwnIdentity(Refusal):
    status, code, title = 403, "not_your_own_identity", "Nobody links or unlinks themselves"


class EmergencyElsewhere(Refusal):
    status, code, title = 403, "emergency_elsewhere", "Emergency access is for where one holds a role"


class EmergencyOpenAlready(Refusal):
    status, code, title = 409, "emergency_open_already", "The person has an emergency access open"


class EmergencyUsedUp(Refusal):
    status, code, title = 409, "emergency_used_up", "The person's emergency access of a day is used up"


class EmergencyClosedAlready(Refusal):
    status, code, title = 409, "emergency_closed_already", "The emergency access is closed"


class EmergencyStillOpen(Refusal):
    status, code, title = 409, "emergency_still_open", "The emergency access is still open"


class EmergencyReviewedAlready(Refusal):
    status, code, title = 409, "emergency_reviewed_already", "The emergency access has been reviewed"


class NotYourOwnReview(Refusal):
    status, code, title = 403, "not_your_own_review", "Nobody reviews their own emergency access"


class PeopleOnly(Refusal):
    status, code, title = 403, "people_only", "Only a person may do this"


class ApplicationUnknown(Refusal):
    status, code, title = 400, "application_unknown", "There is no such application"


class RedirectUriUnknown(Refusal):
    status, code, title = 400, "redirect_uri_unknown", "The application is not registered with this redirect_uri"


class SignInUnknown(Refusal):
    status, code, title = 400, "sign_in_unknown", "This sign-in is not under way any more"


class SignInElsewhere(Refusal):
    status, code, title = 400, "sign_in_elsewhere", "This sign-in was begun in another browser"


class SessionMissing(Refusal):
    status, code, title = 401, "session_missing", "Nobody is signed in here"


class SessionHeaderMissing(Refusal):
    status, code, title = 403, "session_header_missing", "The header X-Throughline-Session is missing"


class OriginForeign(Refusal):
    status, code, title = 403, "origin_foreign", "The page's origin is not one of the application's"


class SessionUnknown(Refusal):
    status, code, title = 400, "session_unknown", "There is no such session to sign out of"


class PostLogoutUriUnknown(Refusal):
    status, code, title = 400, "post_logout_uri_unknown", "The application is not registered with this address"


#: The refusal a breach of a constraint is.
CONFLICTS: dict[str, type[Refusal]] = {
    "uq_schools_local_code": LocalCodeTaken,
    "fk_role_assignments_staff": NoSuchStaff,
    "fk_role_assignments_school": NoSuchSchool,
    "fk_clients_staff": NoSuchStaff,
    "uq_parties_name": PartyNameTaken,
    "fk_staff_party": NoSuchParty,
    "fk_clients_party": NoSuchParty,
    "fk_consents_party": NoSuchParty,
    "fk_consents_school": NoSuchSchool,
    "uq_applications_client_id": ClientTaken,
    "ck_role_assignments_days_in_order": DaysOutOfOrder,
    "uq_emergency_accesses_open": EmergencyOpenAlready,
    "fk_emergency_accesses_staff": NoSuchStaff,
    "uq_scim_users_user_name": UserNameTaken,
    "pk_scim_users": UserExists,
    "uq_scim_groups_display_name": GroupNameTaken,
    "fk_scim_group_members_user": InvalidValue,
    "uq_identity_providers_issuer": IssuerTaken,
    "fk_identities_provider": NoSuchIdentityProvider,
    "fk_claim_rules_provider": NoSuchIdentityProvider,
    "fk_identities_staff": NoSuchStaff,
    "uq_identities_subject": IdentityLinkedElsewhere,
    "uq_identities_staff": IdentityLinkedElsewhere,
}
