"""What TensorBoard shows of one run: curves, graphs, histograms, settings, and where its event files may be cut.

`train/` and `validation/` inside the run folder hold the curves, the folder itself the final numbers and the run's row
in the HParams tab. Steps are epochs, counted from 1 as in `history.csv`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from datasets.dataset import Dataset
from runtime.backend import keras, tf
from runtime.regular import is_regular
from training.callbacks import EpochClock
from training.contents import CURVES, EVENTS
from training.hparams import final_tag, hyperparameters
from training.profiling import Recorder

PAIRS = "train_and_validation"
"""Group of the charts that hold the two curves of one run."""


class Curves(keras.callbacks.TensorBoard):
    """Keras' callback with both graphs, epochs counted from 1, and one chart a run with its two curves."""

    def __init__(
        self,
        folder: Path,
        data: Dataset,
        clock: EpochClock,
        histogram_freq: int,
        *,
        profile: bool = False,
        write_graph: bool = True,
    ) -> None:
        """Write into a run folder.

        Args:
            folder: of the run.
            data: what the network will see.
            clock: knows the learning rate of the epoch; Keras' callback would read that of the next one.
            histogram_freq: epochs between two histograms, the first after epoch 1; 0 for none.
            profile: record a few steps for the tab Profile.
            write_graph: False when the folder has the graphs already.
        """
        super().__init__(str(folder), histogram_freq=histogram_freq, write_graph=write_graph)
        self.run, self.clock = run_name(folder), clock
        self.recorder = Recorder(folder) if profile else None
        self.example = tf.TensorSpec((None, *data.input_shape), data.train.x.dtype)

    def set_model(self, model: keras.Model) -> None:
        """Let Keras write the graph of the layers; then that of the operations, without which the tab shows an error.

        A model that runs eagerly has no graph of operations.
        """
        super().set_model(model)
        if self.write_graph and not model.run_eagerly:
            forward = tf.function(lambda x: model(x, training=False)).get_concrete_function(self.example)
            with self._train_writer.as_default():
                tf.summary.graph(forward.graph)

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Begin to record, if the time has come."""
        super().on_train_batch_begin(batch, logs)
        if self.recorder:
            self.recorder.step_begins()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """End the recording, if the time has come."""
        super().on_train_batch_end(batch, logs)
        if self.recorder:
            self.recorder.step_ends()

    def stop(self) -> None:
        """End a recording, also when training stopped in it."""
        if self.recorder:
            self.recorder.stop()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write the epoch's numbers: for Keras' charts of all runs, and for this run's own."""
        super().on_epoch_end(epoch + 1, logs)
        if epoch == 0 and self.histogram_freq > 1:  # a first one to compare with, and one for short trainings
            self._log_weights(1)
        logs = logs or {}
        splits = {
            self._train_writer: {name: value for name, value in logs.items() if f"val_{name}" in logs},
            self._val_writer: {name.removeprefix("val_"): logs[name] for name in logs if name.startswith("val_")},
        }
        for writer, values in splits.items():
            with writer.as_default():
                for name, value in values.items():
                    tf.summary.scalar(f"{PAIRS}/{self.run} {name}", value, step=epoch + 1)
        if epoch == 0:
            with self._train_writer.as_default():
                tf.summary.experimental.write_raw_pb(_layout(self.run, splits[self._val_writer]), step=1)

    def on_test_end(self, logs: dict[str, Any] | None = None) -> None:
        """Leave out Keras' second chart of the validation curve, whose steps are no epochs."""

    def _collect_learning_rate(self, logs: dict[str, Any]) -> dict[str, Any]:
        return {**logs, "learning_rate": self.clock.learning_rate}


def run_name(folder: Path) -> str:
    """What TensorBoard will call a run, also while it trains beside the one that it will replace."""
    return folder.name.removesuffix(".new")


def _layout(run: str, metrics: Iterable[str]) -> bytes:
    """This run's charts in the tab Custom Scalars; TensorBoard puts those of all runs on one page."""
    from tensorboard.plugins.custom_scalar import layout_pb2, summary

    charts = [
        layout_pb2.Chart(
            title=f"{run}: {metric}",
            multiline=layout_pb2.MultilineChartContent(tag=[f"{re.escape(f'{PAIRS}/{run} {metric}')}$"]),
        )
        for metric in sorted(metrics, key=lambda metric: metric == "loss")
    ]
    layout = layout_pb2.Layout(category=[layout_pb2.Category(title=run, chart=charts)])
    return summary.pb(layout).SerializeToString()


def positions(folder: Path, callbacks: Iterable[keras.callbacks.Callback]) -> dict[str, int]:
    """Bytes of every event file of a run, after what the callbacks hold back is written."""
    for callback in callbacks:
        if isinstance(callback, keras.callbacks.TensorBoard):
            for writer in callback._writers.values():
                writer.flush()
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in _event_files(folder)}


def cut(folder: Path, sizes: Mapping[str, int]) -> None:
    """Bring the event files back to what `positions` said: what came later will be written again.

    Event files only grow, so TensorBoard then shows one curve, as if training had never stopped. Links are left alone,
    and so are files in folders of somebody's own of which the checkpoint does not know.
    """
    for path in _event_files(folder):
        size = sizes.get(path.relative_to(folder).as_posix(), 0)
        if not size:
            if path.parent in (folder, *(folder / name for name in CURVES)):
                path.unlink()
        elif path.stat().st_size > size:
            with path.open("r+b") as file:
                file.truncate(size)


def _event_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob(f"{EVENTS}*") if is_regular(path))


def summarise(
    folder: Path, settings: Mapping[str, Any], metrics: Mapping[str, Mapping[str, float]], epochs: int
) -> None:
    """Write the settings as text, the hyperparameters for the HParams tab, and the final numbers of every split.

    Args:
        folder: the run folder.
        settings: of the run.
        metrics: the content of `metrics.json`.
        epochs: the step at which all of it stands.
    """
    from tensorboard.plugins.hparams import api as hparams

    with tf.summary.create_file_writer(str(folder)).as_default():
        tf.summary.text("settings", f"```json\n{json.dumps(settings, indent=2)}\n```", step=epochs)
        given = {key: value for key, value in hyperparameters(settings).items() if value is not None}
        hparams.hparams(given, trial_id=run_name(folder))
        for split, values in metrics.items():
            for name, value in values.items():
                tf.summary.scalar(final_tag(split, name), value, step=epochs)
