"""A few steps of a training, recorded for TensorBoard's tab Profile: which operations take how long."""

from __future__ import annotations

from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from runtime.backend import tf
from runtime.errors import UserError

FIRST, LAST = 2, 11
"""Steps that are recorded; in the first one TensorFlow traces the network."""


def require_plugin() -> None:
    """Refuse to record what nobody could look at.

    Raises:
        UserError: TensorBoard's plug-in is not installed; the sentence has the command.
    """
    if find_spec("tensorboard_plugin_profile") is None:
        raise UserError(
            "--profile needs a package that is not installed; get it with: pip install tensorboard-plugin-profile"
        )


class Recorder:
    """Counts the steps of one training and records some of them."""

    def __init__(self, folder: Path) -> None:
        """Record into a run folder, where TensorBoard looks for it."""
        self.folder, self.step, self.recording = folder, 0, False
        self.traced = ExitStack()  # the step that is going on

    def step_begins(self) -> None:
        """Count; from the second step on say where each begins: the tab tells steps apart by it."""
        self.step += 1
        if self.step == FIRST:
            tf.profiler.experimental.start(str(self.folder))
            self.recording = True
        if self.recording:
            self.traced.enter_context(tf.profiler.experimental.Trace("train", step_num=self.step, _r=1))

    def step_ends(self) -> None:
        """Say that the step is over, and end the recording after the last."""
        self.traced.close()
        if self.step == LAST:
            self.stop()

    def stop(self) -> None:
        """Write what was recorded."""
        if self.recording:
            self.traced.close()
            tf.profiler.experimental.stop()
            self.recording = False
