"""The tour: logistic regression, dense network, CNN and LSTM on the same real images, side by side.

Four networks of the lecture are trained on the same 9,000 images of Fashion-MNIST and tested on the same 10,000 images.
Each uses the pixels in its own way. The logistic regression has a weight for each pixel and class (chapter 2). The
dense network has hidden layers between the pixels and the output (chapter 4). The CNN moves small filters, arrays of
weights, over the image (chapter 5). The LSTM reads the image row by row, and each row changes its state (chapter 7).
An epoch is one pass over all training images. The accuracy is the share of the images that are classified correctly.

Slides    "Logistic Regression (Classification)", "Deep Neural Networks 깊은 신경망",
          "Convolutional Neural Networks (CNNs)", "Recurrent Neural Networks (RNNs)"
Book      Géron 2019, chapters 4, 10, 14, 15

In TensorBoard  Scalars, epoch_accuracy: compare each network's validation curve with its training curve. Where only the
                training curve goes on rising, the network overfits. Images: in a confusion matrix (혼동 행렬) a row is
                a true class and a column a predicted one; look at the row of the shirts.
Now change      python -m chapters tour --learning-rate 0.01
                    Which of the four networks loses most accuracy by the larger steps?
                python -m chapters tour --epochs 20
                    Which of them overfits?
                python -m chapters tour --seeds 5
                    Are the differences between the networks larger than those between seeds?
"""

from __future__ import annotations

from functools import partial

import comparison
import models
import training
from chapters.command_line import Report, Settings

SETTINGS = Settings(
    chapter="tour",
    epochs=10,
    learning_rate=0.002,
    images=True,
    flags=("dataset", "epochs", "batch_size", "learning_rate", "patience", "seeds", "jobs", "profile"),
)


def run(settings: Settings) -> Report:
    """Train the four networks and compare them."""
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
    # with several seeds these three differences get a verdict
    table = comparison.compare(runs, primary=[("cnn", "dense"), ("dense", "logistic"), ("lstm", "logistic")])
    return Report(settings, {"Four networks": table})
