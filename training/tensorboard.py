"""What TensorBoard shows of a run: curves, graph, histograms (by Keras), settings, hyperparameters, final numbers.

`train/` and `validation/` inside the run folder hold the curves, the folder itself the HParams session, so that the
HParams tab finds the metrics of both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from runtime.backend import keras, tf
from runtime.regular import is_regular
from training.callbacks import EpochClock
from training.contents import CURVES, EVENTS
from training.settings import flat


def curves(
    folder: Path, clock: EpochClock, histogram_freq: int, *, write_graph: bool = True
) -> keras.callbacks.TensorBoard:
    """Keras' callback: loss, metrics and learning rate an epoch, the network's graph, histograms of the weights.

    Args:
        folder: the run folder.
        clock: knows the learning rate of the epoch; Keras' callback would read that of the next one.
        histogram_freq: epochs between two histograms; 0 for none.
        write_graph: False when the folder has the graph already.
    """
    callback = keras.callbacks.TensorBoard(str(folder), histogram_freq=histogram_freq, write_graph=write_graph)
    callback._collect_learning_rate = lambda logs: {**logs, "learning_rate": clock.learning_rate}
    return callback


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
        epochs: the step at which the final numbers stand.
    """
    from tensorboard.plugins.hparams import api as hparams

    with tf.summary.create_file_writer(str(folder)).as_default():
        tf.summary.text("settings", f"```json\n{json.dumps(settings, indent=2)}\n```", step=0)
        hparams.hparams(hyperparameters(settings), trial_id=f"{folder.parent.name}/{folder.name.removesuffix('.new')}")
        for split, values in metrics.items():
            for name, value in values.items():
                tf.summary.scalar(f"final_{split}_{name}", value, step=epochs)


def hyperparameters(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as HParams takes them: flat, numbers, booleans and strings only, short names."""
    kept = {key: settings[key] for key in ("recipe", "optimizer", "epochs", "batch_size", "patience", "seed", "loss")}
    kept["examples"] = settings["data"]["examples"]["train"]
    values = {key.replace("recipe.hyperparameters.", ""): value for key, value in flat(kept).items()}
    return {
        key: value if isinstance(value, bool | int | float | str) else str(value)
        for key, value in values.items()
        if value is not None
    }
