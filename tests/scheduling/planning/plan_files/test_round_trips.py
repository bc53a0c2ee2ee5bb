"""What is written is read back as the same content, whatever the plan says and in every form."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduling.planning.plan_files import rules
from services.scheduling.planning.plan_files.documents import Document, text_of
from services.scheduling.planning.plan_files.sheets import read_csv
from services.scheduling.planning.plan_files.trees import read_json, read_yaml
from services.scheduling.planning.plan_files.writing import WRITERS
from services.scheduling.planning.plans.schemas import PlanCreate
from shared.approval.hashing import content_hash
from shared.testing.calls import assert_refused
from shared.web.spreadsheets import guard, unguard
from tests.effort import times
from tests.scheduling.factories import District, activity, plan_of
from tests.scheduling.planning.plan_files import plans

READERS = {"yaml": read_yaml, "json": read_json, "csv": read_csv}


def canonical(plan: PlanCreate) -> dict[str, Any]:
    return plan.model_dump(mode="json", exclude_none=True)


def read(form: str, body: bytes) -> Document:
    return READERS[form](text_of(body, "utf-8"))


@pytest.mark.parametrize("form", READERS)
@given(plan=plans.plans())
@settings(max_examples=times(15))
def test_a_plan_comes_back_as_it_went(form: str, plan: PlanCreate) -> None:
    document = read(form, WRITERS[form](canonical(plan)))
    assert document.faults == []
    assert canonical(PlanCreate.model_validate(document.data)) == canonical(plan)
    assert content_hash(canonical(PlanCreate.model_validate(document.data))) == content_hash(canonical(plan))


@given(plan=plans.plans())
@settings(max_examples=times(15))
def test_no_cell_of_words_begins_as_a_formula(plan: PlanCreate) -> None:
    import csv
    import io

    text = WRITERS["csv"](canonical(plan)).decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        for column, cell in row.items():
            assert column in ("baseline", "target") or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(plans.TARGETS)
def test_targets_come_back(targets: dict[str, Any]) -> None:
    assert rules.read_targets(rules.write_targets(targets)) == targets


def test_values_of_a_kind_stand_behind_its_name_once() -> None:
    assert rules.write_targets({"kind": "schools", "local_codes": ["0101", "0301"]}) == "codes:0101;0301"


@given(plans.DUE)
def test_due_rules_come_back(due: dict[str, Any]) -> None:
    assert rules.read_due(rules.write_due(due)) == due


@given(plans.DONE_WHEN)
def test_what_counts_as_done_comes_back(done_when: dict[str, Any]) -> None:
    assert rules.read_done_when(rules.write_done_when(done_when)) == done_when


@given(st.text())
def test_a_guard_is_taken_off_again(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("form", READERS)
async def test_a_districts_plan_goes_out_and_comes_in_as_the_same_content(district: District, form: str) -> None:
    schools = {"kind": "schools", "local_codes": ["0301", "0101"]}
    done_when = {
        "kind": "event",
        "event_type": "assessment.administration.scored.v1",
        "conditions": [{"field": "window", "op": "one_of", "value": ["fall", "winter"]}],
    }
    body = plan_of(activity("A1", targets=schools), activity("A2", done_when=done_when, instructions="=1\nand"))
    plan = (await district.author.post("/v1/plans", json=body)).json()
    url = f"/v1/plans/{plan['id']}/export"
    file = await district.author.get(url, params={"format": form})
    assert file.headers["content-disposition"] == f'attachment; filename="MTSS-implementation-2026-27.{form}"'
    assert b"0301" in file.content
    assert str(district.schools["high"]).encode() not in file.content
    sent = {"content-type": file.headers["content-type"]}
    again = await district.author.post("/v1/plan-imports", content=file.content, headers=sent)
    assert again.status_code == 201, again.text
    assert (again.json()["id"] != plan["id"], again.json()["content_hash"]) == (True, plan["content_hash"])


async def test_who_may_not_see_a_plan_gets_no_file_of_it(district: District) -> None:
    plan = (await district.author.post("/v1/plans", json=plan_of())).json()
    assert (await district.oak.get(f"/v1/plans/{plan['id']}/export")).status_code == 404
    published = await district.published(activity())
    assert (await district.oak.get(f"/v1/plans/{published['id']}/export")).status_code == 200
    odd = await district.author.get(f"/v1/plans/{plan['id']}/export", params={"format": "docx"})
    assert_refused(odd, 422, "invalid")
