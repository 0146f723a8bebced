"""Dense networks (인공신경망, FNN): layers of logits instead of combinations of variables.

Goal      Build Géron's 300-100 network, see what hidden layers (은닉층) add to a logistic regression, and their cost.
Before    ch02_logistic_regression.
Minutes   1
Slides    "Artificial Neural Networks 인공신경망", "Deep Neural Networks 깊은 신경망"
Book      Géron 2019, chapter 10, "Building an Image Classifier Using the Sequential API"

Non-linearity (비선형성) could come from products of variables, but their number explodes. A network makes its own: each
hidden unit is a weighted sum and a bend, each layer works on the outputs of the layer before (feed-forward), and
training adjusts the weights (가중치).

What we build   784 pixels -> 300 ReLU -> 100 ReLU -> 10 softmax: 235,500 + 30,100 + 1,010 = 266,610 parameters. Beside
                it the logistic regression, and the same network with dropout (드랍아웃).
What to look for  The dense network reaches a higher accuracy on what it has seen than on what it has not: the gap is
                overfitting (과적합). Dropout narrows it.

With --full it trains as the book did: SGD with learning rate 0.01, batches of 32, 30 epochs, the first 5,000 images for
validation. The book's test accuracies are 0.8837 (2019), 0.8857 (2021) and 0.8864 (third edition).
"""

from __future__ import annotations

from functools import partial

import comparison
import models
import training
from chapters.command import main
from chapters.report import Report, print_summary
from chapters.settings import Settings
from runtime.backend import keras

SETTINGS = Settings(
    chapter="ch04_dense_networks",
    epochs=10,
    when_full={"epochs": 30, "optimizer": "sgd", "learning_rate": 0.01, "validation": 5_000},
)


def two_hidden_layers(
    input_shape: tuple[int, ...], outputs: int, task: str, *, units: tuple[int, int] = (300, 100), dropout: float = 0.0
) -> keras.Model:
    """Géron's network, layer by layer."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),  # 28 x 28 x 1 -> 784: the shape of the image is lost here
            keras.layers.Dense(units[0], activation="relu"),
            keras.layers.Dropout(dropout),  # rate 0 lets everything pass
            keras.layers.Dense(units[1], activation="relu"),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"),
        ]
    )


def run(settings: Settings) -> Report:
    """Train the network with and without dropout beside a logistic regression."""
    data = settings.load()
    print_summary(two_hidden_layers, data)
    networks = {
        "dense": two_hidden_layers,
        "dropout": partial(two_hidden_layers, dropout=0.3),
        "logistic": models.logistic_regression,
    }
    runs = training.fit_all(networks, data, **settings.training)
    table = comparison.compare(runs)
    return Report(
        settings,
        table,
        look_for=(
            "Scalars: in the dense run epoch_accuracy goes on rising for train while validation lags behind; in the "
            "dropout run the two stay together. Switch the horizontal axis to wall time to see what each epoch costs."
        ),
        now_change=(
            "python -m chapters.ch04_dense_networks --learning-rate 0.01   then: python -m comparison "
            f"{settings.folder}",
            "python -m chapters.ch04_dense_networks --epochs 30            how wide does the gap get?",
            "python -m chapters.ch04_dense_networks --patience 3 --epochs 30   when does early stopping stop?",
        ),
    )


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
