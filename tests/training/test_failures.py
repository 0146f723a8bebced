"""How a training failed is recorded in `run.json`, and its user reads the cause: a full disk, memory, a step."""

import json

import pytest

from runtime.backend import tf
from runtime.errors import UserError
from training.failures import recording_failure

STEP = "Graph execution error:\n\nDetected at node adder defined at"


@pytest.mark.parametrize(
    ("error", "kind", "sentence"),
    [
        (tf.errors.ResourceExhaustedError(None, None, "a/events: No space left"), UserError, "cannot be written (a/ev"),
        (
            tf.errors.ResourceExhaustedError(None, None, f"{STEP}\nOOM when allocating tensor with shape[9,9]"),
            UserError,
            "needs more memory than there is (OOM when allocating tensor with shape[9,9]); choose a smaller",
        ),
        (tf.errors.ResourceExhaustedError(None, None, STEP), tf.errors.ResourceExhaustedError, "Graph execution"),
        (tf.errors.UnknownError(None, None, f"{STEP} UserError: example 3 is gone"), UserError, "example 3 is gone"),
        (tf.errors.InvalidArgumentError(None, None, STEP), tf.errors.InvalidArgumentError, "Graph execution"),
        (KeyboardInterrupt(), KeyboardInterrupt, ""),
    ],
)
def test_how_a_training_failed_is_recorded_and_said(error, kind, sentence, tmp_path):
    with pytest.raises(kind) as caught, recording_failure(tmp_path, {"state": "running", "epochs": 3}):
        raise error
    assert sentence in str(caught.value)
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert record["state"] == ("interrupted" if kind is KeyboardInterrupt else "failed")
    assert record["epochs"] == 3
