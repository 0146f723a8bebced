"""What TensorBoard shows of a run: curves, graph, histograms (by Keras), settings, hyperparameters, final numbers.

`train/` and `validation/` inside the run folder hold the curves, the folder itself the HParams session, so that the
HParams tab finds the metrics of both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runtime.backend import keras, tf
from training.settings import flat


def curves(folder: Path, histogram_freq: int) -> keras.callbacks.TensorBoard:
    """Keras' callback: loss, metrics and learning rate an epoch, the network's graph, histograms of the weights.

    Args:
        folder: the run folder.
        histogram_freq: epochs between two histograms; 0 for none.
    """
    return keras.callbacks.TensorBoard(str(folder), histogram_freq=histogram_freq, write_graph=True)


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
        hparams.hparams(hyperparameters(settings), trial_id=folder.name.removesuffix(".new"))
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
