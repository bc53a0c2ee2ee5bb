"""Which operations of the contracts a run has called with success: every reply of a success was held against its contract."""

from collections import defaultdict
from collections.abc import Mapping

from shared.testing.contract_watch import WATCHED
from shared.testing.servers import SERVICES
from tests.contracts.patch_bodies import read

#: Called over a socket or by a browser, by tests of their own.
ELSEWHERE = {
    "open_stream": "a stream, which its tests read as it comes",
    **dict.fromkeys(("issue_session_token", "read_session", "end_session"), "with a browser's cookies, over a socket"),
    "post_sign_out": "by a browser, over a socket",
}
_FOUND: defaultdict[str, set[str]] = defaultdict(set)


def here() -> dict[str, list[str]]:
    """What this process has called, by service, of which a test may have built further ones."""
    called: defaultdict[str, set[str]] = defaultdict(set)
    for watch in WATCHED:
        called[watch.service] |= watch.succeeded
    return {service: sorted(operations) for service, operations in called.items()}


def note(called: Mapping[str, list[str]]) -> None:
    """Remember what a process has called."""
    for service, operations in called.items():
        _FOUND[service] |= {*operations}


def found() -> dict[str, list[str]]:
    """What is remembered."""
    return {service: sorted(operations) for service, operations in _FOUND.items()}


def never() -> list[str]:
    """The operations no test has called with success."""
    return [
        f"{operation['operationId']} of {service}"
        for service in SERVICES
        for item in read(service)["paths"].values()
        for operation in item.values()
        if operation["operationId"] not in _FOUND[service] and operation["operationId"] not in ELSEWHERE
    ]
