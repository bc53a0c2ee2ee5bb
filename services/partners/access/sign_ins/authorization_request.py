"""What a front end asks for at /oauth/authorize (RFC 6749 §4.1.1, RFC 7636, OpenID Connect Core §3.1.2.1). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.partners.access.sign_ins.rules import CHALLENGE

LONGEST_STATE = 1_000
PROMPTS = frozenset({"none", "login", "consent", "select_account"})
REFUSED_BY_NAME = {
    "request": "request_not_supported",
    "request_uri": "request_uri_not_supported",
    "registration": "registration_not_supported",
}


class TurnedBack(Exception):
    """The front end is told an OAuth `error`; `reason` is our own code for it."""

    def __init__(self, error: str, reason: str) -> None:
        super().__init__(error)
        self.error, self.reason = error, reason


@dataclass(frozen=True)
class Asked:
    """A request that can be granted."""

    scopes: list[str]
    code_challenge: str
    prompt: str | None
    max_age: int | None
    login_hint: str | None
    provider_id: UUID | None


class Parameters:
    """Parameters of an address. One without a value counts as left out (RFC 6749 §3.1)."""

    def __init__(self, sent: Sequence[tuple[str, str]]) -> None:
        self._sent = sent
        self.state = self.get("state") if self.once("state") else None

    def get(self, name: str) -> str | None:
        """The first value of a parameter."""
        return next((value for key, value in self._sent if key == name and value), None)

    def once(self, name: str) -> bool:
        """Did it come at most once?"""
        return sum(key == name for key, _ in self._sent) <= 1

    def all_once(self) -> bool:
        """Did everything come at most once (RFC 6749 §3.1), as text?"""
        names = [name for name, _ in self._sent]
        return len(names) == len(set(names)) and not any("\x00" in value for _, value in self._sent)


def asked_of(parameters: Parameters, most: Sequence[str]) -> Asked:
    """What is asked for, within the scopes the application may have. Raises `TurnedBack`."""
    if not parameters.all_once():
        raise TurnedBack("invalid_request", "parameter_repeated")
    for name, error in REFUSED_BY_NAME.items():
        if parameters.get(name) is not None:
            raise TurnedBack(error, error)
    if parameters.get("response_type") != "code":
        raise TurnedBack("unsupported_response_type", "response_type_code_only")
    if parameters.get("response_mode") not in (None, "query"):
        raise TurnedBack("invalid_request", "response_mode_query_only")
    if len(parameters.state or "") > LONGEST_STATE:
        raise TurnedBack("invalid_request", "state_too_long")
    challenge = parameters.get("code_challenge") or ""
    # RFC 7636 §4.3: without a method it would be `plain`, which proves nothing to whoever saw the address.
    if parameters.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(challenge):
        raise TurnedBack("invalid_request", "code_challenge_s256_needed")
    wanted = list(dict.fromkeys((parameters.get("scope") or "").split()))
    if set(wanted) - set(most):
        raise TurnedBack("invalid_scope", "scope_not_of_application")
    prompt = parameters.get("prompt")
    if prompt is not None and (not set(prompt.split()) <= PROMPTS or ("none" in prompt.split() and prompt != "none")):
        raise TurnedBack("invalid_request", "prompt_unknown")
    hint = parameters.get("login_hint")
    return Asked(
        scopes=wanted or list(most),
        code_challenge=challenge,
        prompt=prompt,
        max_age=_seconds(parameters.get("max_age")),
        login_hint=hint if hint and len(hint) <= 255 and hint.isprintable() else None,
        provider_id=_id(parameters.get("provider")),
    )


def _seconds(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise TurnedBack("invalid_request", "max_age_no_number")
    return int(text)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise TurnedBack("invalid_request", "identity_provider_unknown") from None
