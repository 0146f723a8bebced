"""The confusion matrix as an image in TensorBoard's Images tab."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from comparison.counting import counts
from comparison.figures.judged import draw_matrix
from comparison.judging_input import answers
from datasets.dataset import Dataset
from runtime.backend import keras, tf
from runtime.errors import UserError
from training.evaluation import predict
from training.runs import read


class ConfusionMatrixImage(keras.callbacks.Callback):
    """Draws the confusion matrix of the validation split after training; hand the class itself to `fit(callbacks=)`."""

    def set_run(self, folder: Path, data: Dataset) -> None:
        """Told by `training.fit` where the run is and what it sees.

        Raises:
            UserError: there are no classes to confuse.
        """
        if data.task == "regression":
            raise UserError(f"ConfusionMatrixImage needs classes, and {data.name} is a regression; leave it out")
        self.folder, self.data = folder, data

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Write the image beside the validation curves."""
        part = self.data.validation
        scores = predict(self.model, part.x)
        classes = self.data.class_names or ("0", "1")
        run = read(self.folder)  # it says what the outputs are
        given = answers(part.y, scores, run.task, run.output_kind, run.threshold)
        image = draw(counts(given.y, given.classes, len(classes)), classes)
        with tf.summary.create_file_writer(str(self.folder / "validation")).as_default():
            epochs = int(self.model.optimizer.iterations) // self.params["steps"]
            tf.summary.image("confusion_matrix", tf.image.decode_png(image)[None], step=epochs)


def draw(matrix: np.ndarray, classes: tuple[str, ...]) -> bytes:
    """The matrix as a PNG; each cell has its count, its shade the share of the true class."""
    figure = Figure(figsize=(7, 6.5), layout="constrained")
    axes = figure.subplots()
    draw_matrix(axes, matrix, classes, fontsize=8)
    axes.set_title("confusion matrix, validation split")
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=100)
    return png.getvalue()
