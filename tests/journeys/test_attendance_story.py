"""`throughline demo --story attendance` on a whole stack of processes: what it shows is what happens."""

from pathlib import Path

import yaml

from deploy.local.attendance.playing import play
from deploy.local.report import Report
from deploy.local.sample.moved import write_sample
from deploy.local.sign_on import Exchanging
from deploy.local.stack import Stack
from deploy.local.story import SAMPLE
from shared import clock

ZONE = "America/Detroit"


def test_a_band_is_crossed_somebody_hears_of_it_and_a_correction_undoes_it(stack: Stack, tmp_path: Path) -> None:
    bundle, _ = write_sample(tmp_path, SAMPLE / "plan.yaml", clock.day_in(ZONE, clock.now()))
    marks = yaml.safe_load((SAMPLE / "schools.yaml").read_text())["schools"]
    sign_on = Exchanging(stack)
    outcome = play(stack, Report(), sign_on, bundle, marks, "Cedar Valley", ZONE, tmp_path / "kept")
    sign_on.stop()

    assert outcome["definition"]["state"] == "in_force"
    first, second, third = outcome["weeks"]
    assert (first["band"], first["no_figure"]) == (None, "too_few_days")
    assert (second["days_absent"], second["days_enrolled"], second["band"]) == (1, 10, "moderate")
    assert (third["days_absent"], third["days_enrolled"], third["band"]) == (3, 15, "severe")
    asked, corrected = outcome["asked"], outcome["corrected"]
    assert [len(asked[name]) for name in ("tasks", "messages", "alerts")] == [1, 1, 1]
    assert asked["alerts"][0]["value"] == 3
    for told in (*asked["tasks"], *asked["messages"]):
        assert outcome["alert"]["student_id"] not in str(told)
    assert [day["counts_as"] for day in outcome["explained"]["days"]] == ["absent"] * 3
    assert (outcome["mended"]["band"], outcome["alert"]["state"]) == ("moderate", "undone")
    assert (corrected["tasks"], corrected["alerts"], len(corrected["messages"])) == ([], [], 2)
    assert outcome["as_known"]["items"][0]["days_absent"] == 3
    (whole,) = outcome["figures"]["items"]
    assert whole["suppressed"] is None
    assert 0 < whole["chronic"] < whole["students"]
    hidden = [one for one in outcome["groups"] if one["suppressed"]]
    assert len(hidden) > 1
    assert all(one["students"] is None and one["chronic"] is None for one in hidden)
    for log in stack.folder.glob("*.log"):
        assert "Traceback" not in log.read_text(errors="replace"), log.name
