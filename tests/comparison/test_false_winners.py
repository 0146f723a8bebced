"""The benchmark's stored runs still give its stored rates, and the rates keep the promise."""

import runpy

import pytest

from runtime.files import read_json


@pytest.fixture(scope="module")
def benchmark(root):
    return runpy.run_path(str(root / "benchmarks" / "false_winners.py"))


def test_stored_rates_are_what_the_stored_runs_give(root, benchmark):
    stored = read_json(root / "benchmarks" / "results" / "false_winners.json")
    assert benchmark["judge"]() == stored
    page = (root / "docs" / "false_winners.md").read_text(encoding="utf-8")
    assert page == benchmark["page"](stored), "run python benchmarks/false_winners.py"
    for rate in stored["false_winners"].values():
        assert rate["of"] == 200
        assert rate["interval"][0] <= 0.05
    assert abs(stored["real_difference"]["difference"]) < 0.025
    assert stored["real_difference"]["found"]["rate"] >= 0.9
    assert stored["real_difference"]["wrong_winner"] == 0
