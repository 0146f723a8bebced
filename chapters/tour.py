"""The tour: logistic regression, dense network, CNN and LSTM on the same real images, side by side.

Four networks of the lecture learn the same 9,000 images of Fashion-MNIST and are judged on the same 10,000 test images.
None of them sees the images as a person does: the logistic regression weighs single pixels, the dense network mixes
them, the CNN slides small filters over the picture, the LSTM reads it row by row like a text.

Slides: "Logistic Regression" to "Recurrent Neural Networks (RNNs)". Géron 2019, chapters 4, 10, 14, 15.
"""

from __future__ import annotations

from functools import partial

import comparison
import models
import training
from chapters.command_line.report import Report
from chapters.command_line.settings import Settings

SETTINGS = Settings(chapter="tour", epochs=10, learning_rate=0.002, images=True)


def run(settings: Settings) -> Report:
    """Train the four and put them side by side."""
    data = settings.load()
    networks = {
        "logistic": models.logistic_regression,
        "dense": models.dense,
        "cnn": partial(models.convolutional, filters=(16, 32)),
        "lstm": models.recurrent,
    }
    runs = training.fit_all(networks, data, callbacks=[comparison.ConfusionMatrixImage], **settings.training)
    table = comparison.compare(runs, primary=[("cnn", "dense"), ("dense", "logistic"), ("lstm", "logistic")])
    return Report(
        settings,
        table,
        look_for=(
            "Scalars: in epoch_accuracy, compare each network's validation curve with its train curve; where train "
            "goes on rising alone, the network memorises. Images: the confusion matrices show which clothes each "
            "network mistakes for which; look at the row of the shirts."
        ),
        now_change=(
            "python -m chapters tour --learning-rate 0.01    which of the four minds the larger step most?",
            "python -m chapters tour --epochs 20             which of them overfits?",
            "python -m chapters tour --seeds 5               are the differences larger than the luck of the seed?",
        ),
    )
