"""Seconds of an epoch: the first epoch, which builds TensorFlow's graph, does not count."""

import pytest

from chapters.material.batches import seconds_an_epoch
from training.runs import Run


@pytest.mark.parametrize(("seconds", "expected"), [([9, 1, 2, 4], 2.0), ([9], 9.0)])
def test_the_median_of_the_epochs_after_the_first(seconds, expected, tmp_path):
    rows = "\n".join(f"{epoch},{value}" for epoch, value in enumerate(seconds, start=1))
    (tmp_path / "history.csv").write_text(f"epoch,seconds\n{rows}\n", encoding="utf-8")
    assert seconds_an_epoch(Run(tmp_path, {})) == expected
