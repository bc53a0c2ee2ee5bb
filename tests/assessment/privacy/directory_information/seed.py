"""A notice to the public, and a refusal that came before today."""

from datetime import timedelta

from tests.isolation.answers import ENDS, EVERYBODY, ONE_THING, READ_BY_ALL, WHOLE
from tests.scheduling.factories import TODAY

NOTICE = {
    "types": ["name"],
    "notice_on": TODAY.isoformat(),
    "refuse_until": (TODAY + timedelta(days=9)).isoformat(),
}
BODIES = {
    "set_directory_policy": NOTICE,
    "set_directory_opt_out": {"opted_out_by": "eligible_student", "received_on": "2026-09-01", "source": "letter"},
}
NO_LIST = {"read_directory_policy": ONE_THING, "list_directory_information": "closed until there is a notice"}
ANSWERED = {
    "read_directory_policy": (EVERYBODY, "a notice to the public"),
    "list_directory_information": (
        EVERYBODY,
        "refused to everybody while there is no such notice; then by policy's scope",
    ),
}
UNVERSIONED = {"withdraw_directory_opt_out": ENDS, "set_directory_opt_out": WHOLE}
TO_MENTORS = {
    "read_directory_policy": READ_BY_ALL,
    "list_directory_information": "there is no notice; `test_a_field_is_told_only_when_the_notice_designates_its_type`",
}
