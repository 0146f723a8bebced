"""The tour: logistic regression, dense network, CNN and LSTM on the same real images, side by side.

Four networks of the lecture are trained on the same 9,000 images of Fashion-MNIST and tested on the same 10,000 images.
Each uses the pixels in its own way: the logistic regression gives each pixel a weight, the dense network has hidden
layers between pixels and output, the CNN moves small filters over the image, the LSTM reads the image row by row.

Slides    "Logistic Regression" to "Recurrent Neural Networks (RNNs)"
Book      Géron 2019, chapters 4, 10, 14, 15

In TensorBoard  Scalars, epoch_accuracy: compare each network's validation curve with its training curve. Where only the
                training curve goes on rising, the network overfits. Images: the confusion matrices show which clothes
                each network takes for which; look at the row of the shirts.
Now change      python -m chapters tour --learning-rate 0.01
                    Which of the four networks suffers most from the larger steps?
                python -m chapters tour --epochs 20
                    Which of them overfits?
                python -m chapters tour --seeds 5
                    Are the differences larger than those between seeds?
"""

from __future__ import annotations

from functools import partial

import comparison
import models
import training
from chapters.command_line import Report, Settings

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
    runs = training.fit_all(
        networks,
        data,
        learning_rate=settings.learning_rate,
        patience=settings.patience,
        callbacks=[comparison.ConfusionMatrixImage()],
        **settings.training,
    )
    table = comparison.compare(runs, primary=[("cnn", "dense"), ("dense", "logistic"), ("lstm", "logistic")])
    return Report(settings, {"Four networks": table})
