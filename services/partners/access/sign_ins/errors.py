"""Refusals of sign ins."""

from shared.errors import Refusal


class ApplicationUnknown(Refusal):
    status, code, title = 400, "application_unknown", "There is no such application"


class RedirectUriUnknown(Refusal):
    status, code, title = 400, "redirect_uri_unknown", "The application is not registered with this redirect_uri"


class SignInUnknown(Refusal):
    status, code, title = 400, "sign_in_unknown", "This sign-in has ended or expired"


class SignInElsewhere(Refusal):
    status, code, title = 400, "sign_in_elsewhere", "This sign-in was started in another browser"


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
