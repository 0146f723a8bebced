# %% [markdown]
"""Homework 3: a dense network in Keras (인공 신경망), with dropout, weight regularisation and early stopping.

Fill in every function that ends with `raise NotImplementedError`. Use Keras and NumPy. The README has the points.
This file fits version 0.1 of the course's packages. The lines `# %%` begin cells in VS Code and Jupyter.

In all functions m is the number of examples; x has the shape (m, features), and the labels y are integers, the class of
each example, shape (m,). A network gives one number for each class, its logits (로짓), shape (m, classes). Softmax
(소프트맥스) makes probabilities of them. Slides "Deep Neural Networks" and "Deep Learning Overfitting".
"""

# %% Imports. The first line makes datasets, models, training and comparison the course's, whatever lies beside it.
import homework  # noqa: F401, I001
import numpy as np

import comparison
import datasets
import training
from runtime.backend import keras  # Keras as it is, without the lines that TensorFlow prints while it starts


# %% Part 1: the data
def standardise(x: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Scale each feature by what the training examples say of it (표준화).

        (x - mean of the feature) / standard deviation of the feature        both of `train`, over its examples

    Training, validation and test examples are all scaled with the numbers of the training set. Whoever uses the mean
    of other examples, too, lets the network know something of them (정보 누출). The standard deviation is that of
    `np.std`. Where it is 0 (the feature is constant in `train`), only the mean is subtracted.

    Args:
        x: the examples to scale, shape (m, features). It stays as it is.
        train: the training examples, shape (any number, features).

    Returns:
        The shape of `x`.
    """
    raise NotImplementedError


# %% Part 2: the network
def count_parameters(inputs: int, hidden: list[int], outputs: int) -> int:
    """The weights and biases (가중치, 편향) of a dense network, counted without Keras.

    Each unit of a layer has one weight for each number that the layer is given, and one bias.

    Args:
        inputs: features of an example.
        hidden: units of each hidden layer (은닉층), in their order; it may be empty.
        outputs: units of the output layer (출력층).
    """
    raise NotImplementedError


def dense_network(
    inputs: int, hidden: list[int], outputs: int, activation: str = "relu", dropout: float = 0.0, l2: float = 0.0
) -> keras.Model:
    """Build a dense network in Keras, not compiled: `keras.Sequential`, or the functional way with `keras.Model`.

    The network knows its input (`keras.Input`), so it has its weights at once. Its layers, in this order:

        for each hidden layer    a dense layer with `activation`, then dropout (드롭아웃) of its outputs
        the output layer         a dense layer without activation: it gives logits. No dropout after it.

    The numbers of `dropout` and `l2` mean:

        dropout    in training, each output of a hidden layer becomes 0 with this probability, and what is left is
                   divided by 1 - dropout, as Keras' layer does. Each layer draws for itself. 0 is no dropout.
        l2         weight regularisation (가중치 규제): l2 * (sum of w^2) is added to the loss, over the kernels
                   (weights) of all dense layers, the output layer's too. Biases are not regularised. 0 adds nothing.

    Write it for dropout 0 and l2 0 first: then the first two tests of this function pass.

    Args:
        inputs: features of an example.
        hidden: units of each hidden layer; without any, the output layer sees the features.
        outputs: classes.
        activation: of the hidden layers, as Keras names it: "relu", "tanh", ...
        dropout: from 0 to below 1.
        l2: the factor above.

    Returns:
        A model from (m, inputs) to logits (m, outputs).
    """
    raise NotImplementedError


def probabilities(model: keras.Model, x: np.ndarray) -> np.ndarray:
    """What a network predicts: the softmax of its logits z, for each example by itself.

        p of class k = e^(z of class k) / sum of e^z over the classes

    Dropout is off. Logits may be large, such as 1000: e^1000 is infinite for a computer, so use a softmax of Keras or
    subtract the largest logit first.

    Args:
        model: gives logits, such as one of `dense_network`. It stays as it is.
        x: shape (m, features).

    Returns:
        Shape (m, classes); each row adds up to 1.
    """
    raise NotImplementedError


def compile_classifier(model: keras.Model, learning_rate: float) -> keras.Model:
    """Compile a network for training, with what belongs together for integer labels and logits.

    Choose the optimizer Adam with this learning rate (학습률), the cross-entropy (교차 엔트로피) for labels that are
    integers and outputs that are logits, and the metric accuracy (정확도). For one example, the loss is
    -log(p of its class), where p is the softmax of the logits.

    Args:
        model: gives logits, shape (m, classes), and still does afterwards; it is compiled in place.
        learning_rate: of Adam.

    Returns:
        The same model.
    """
    raise NotImplementedError


# %% Part 3: remedies for overfitting (과적합)
def l2_penalty(model: keras.Model, l2: float) -> float:
    """What L2 adds to the loss, computed from the weights of a model: l2 * (sum of w^2) over all its kernels.

    The model may have been built with no regularisation or with another factor, so its own `losses` do not help.

    Args:
        model: of dense layers, and layers without weights. A kernel has the shape (inputs, units), a bias (units,).
        l2: the factor.
    """
    raise NotImplementedError


def mean_with_dropout(model: keras.Model, x: np.ndarray, samples: int) -> np.ndarray:
    """Monte Carlo dropout (Géron, chapter 11): predict `samples` times with dropout on, and take the mean.

    Each time other units are dropped, so that each time another network predicts. The mean is taken of the
    probabilities, not of the logits.

    Args:
        model: gives logits and has dropout.
        x: shape (m, features).
        samples: how many predictions there are for each example.

    Returns:
        The mean probabilities, shape (m, classes).
    """
    raise NotImplementedError


def early_stopping(patience: int) -> keras.callbacks.Callback:
    """A callback (콜백) for early stopping (조기 종료): one that Keras has, with its settings, or one of your own.

    It watches the validation loss, which Keras calls "val_loss". After `patience` epochs in a row without a new lowest
    value the training ends; a value that equals the lowest is not a new lowest. When the training has ended, early or
    not, the model has the weights of the epoch with the lowest validation loss.

        validation loss 5, 3, 4, 6, 7 with patience 2: ends after the fourth epoch, with the weights of the second

    Args:
        patience: in epochs, 1 or more.
    """
    raise NotImplementedError


# %% Part 4: the training
def train(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    validation_x: np.ndarray,
    validation_y: np.ndarray,
    epochs: int,
    patience: int,
    batch_size: int = 32,
) -> keras.callbacks.History:
    """Train a compiled model on all of (x, y), and judge it after every epoch (에포크) on the validation set.

    The training ends early as `early_stopping(patience)` says.

    Args:
        model: compiled; it is trained in place.
        x: training examples, shape (m, features).
        y: their labels, shape (m,).
        validation_x, validation_y: the validation set (검증 데이터셋), in the same form.
        epochs: at most so many.
        patience: as of `early_stopping`.
        batch_size: examples in a step.

    Returns:
        What `model.fit` returns. Its `history` has "loss" and "val_loss", one number for each epoch.
    """
    raise NotImplementedError


# %% To look at: three networks in TensorBoard and in one table. Run this file when all functions are written.
def network(
    input_shape: tuple[int, ...], outputs: int, task: str, dropout: float = 0.0, l2: float = 0.0
) -> keras.Model:
    """Your network in the form in which `training.fit` takes networks. This function is ready."""
    return compile_classifier(dense_network(input_shape[0], [256, 256], outputs, dropout=dropout, l2=l2), 0.001)


if __name__ == "__main__":
    from dataclasses import replace
    from functools import partial

    images = datasets.load("fashion_mnist").take(1000)  # few examples, so that a network can overfit
    rows = {name: images.split(name).x.reshape(-1, 28 * 28) for name in ("train", "validation", "test")}
    scaled = {
        name: datasets.Split(standardise(x, rows["train"]).astype(np.float32), images.split(name).y)
        for name, x in rows.items()
    }
    data = replace(images, input_shape=(28 * 28,), **scaled)
    print(f"parameters: {count_parameters(28 * 28, [256, 256], 10):,}")

    # training.fit_all does what your `train` does, and writes a folder for each run, with curves for TensorBoard
    settings = {"epochs": 15, "folder": "runs/hw03"}
    runs = training.fit_all({"plain": network, "dropout": partial(network, dropout=0.5)}, data, **settings)
    remedies = {"L2 and early stopping": partial(network, l2=0.0001)}
    runs += training.fit_all(remedies, data, callbacks=[early_stopping(3)], **settings)
    comparison.compare(runs).print()
    for run in runs:
        print(f"L2 penalty of {run.name}, with factor 0.0001: {l2_penalty(run.model, 0.0001):.4f}")
    test = data.test
    for name, predicted in (
        ("off", probabilities(runs[1].model, test.x)),
        ("on, mean of 20", mean_with_dropout(runs[1].model, test.x, 20)),
    ):
        accuracy = np.mean(predicted.argmax(axis=1) == test.y)
        sure = predicted.max(axis=1).mean()
        print(f"dropout {name}: test accuracy {accuracy:.3f}, mean probability of the predicted class {sure:.3f}")
    small = compile_classifier(dense_network(28 * 28, [32], 10), 0.003)
    losses = train(small, data.train.x, data.train.y, data.validation.x, data.validation.y, 15, 2).history["val_loss"]
    print(
        f"32 units, by your train: {len(losses)} of 15 epochs, lowest validation loss in epoch {np.argmin(losses) + 1}"
    )
    print("curves: tensorboard --logdir runs/hw03")
