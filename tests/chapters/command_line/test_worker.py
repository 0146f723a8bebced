"""A lesson that several processes run: the first one prints and writes, as alone."""

import json

import pytest
from local_workers import ended, start

from training.runs import read

pytestmark = pytest.mark.slow


def test_a_lesson_runs_in_two_processes_as_in_one(tmp_path):
    command = ["-m", "chapters", "run", "ch03", "--quick", "--json", "--runs-dir", str(tmp_path)]
    (code, said), (other_code, waited) = ended(start(command))
    assert (code, other_code) == (0, 0), (said, waited)
    assert " ".join(waited.split()).partition("; ")[2] == "waits for the others (unset TF_CONFIG to train alone)"
    printed = json.loads(said[said.index("\n{") :])
    assert printed["chapter"].startswith("ch03") and printed["runs"]
    folders = {path.name for path in tmp_path.glob("*/*") if not path.name.startswith(".")}
    assert len([name for name in folders if name.startswith("report")]) == 1
    assert all(read(path.parent).settings["workers"] == 2 for path in tmp_path.glob("*/*/run.json"))
