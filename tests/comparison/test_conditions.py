"""What rows share is said, and what one of them has otherwise is not."""

import comparison
from comparison.conditions import alike


def test_what_differs_is_not_said(run_of):
    runs = [run_of(name) for name in ("a", "b")]
    for run in runs:
        run.settings.update({"epochs": 40, "batch_size": 32, "optimizer": {"name": "adam", "learning_rate": 0.001}})
    rows = comparison.compare(runs).rows
    assert alike(rows) == "40 epochs at most, batches of 32, adam, learning rate 0.001, 10 training examples"
    runs[1].settings["optimizer"] = {"name": "adamw", "learning_rate": 0.001, "weight_decay": 0.3}
    runs[1].settings["batch_size"] = 64
    assert alike(rows) == "40 epochs at most, learning rate 0.001, 10 training examples"
