# %% [markdown]
"""Homework 7: optimizers up to Adam (옵티마이저), and what overfits (과적합).

Fill in every function that ends with `raise NotImplementedError`. Use NumPy only. The README says what is worth what.
This file fits version 0.1 of the course's packages. The lines `# %%` begin cells in VS Code and Jupyter.

Weights (가중치) w and their gradient g (기울기) are arrays of one shape, any shape. A step function returns new arrays:
the arrays that it is given keep their numbers. What an optimizer remembers from step to step is its state (상태).
"""

# %% Imports. The first line makes datasets, models, training and comparison the course's, whatever lies beside it.
import homework  # noqa: F401, I001
import numpy as np

import datasets


# %% Part 1: the batches of an epoch
def batches(examples: int, batch_size: int, seed: int) -> list[np.ndarray]:
    """The batches (배치) of one epoch (에포크), in a random order (slide "Deep Learning Batch": 1,000 = 7 x 128 + 104).

    Every example is in exactly one batch. All batches are full; only the last has fewer examples if some are left over.

    Args:
        examples: how many there are; they have the numbers 0 to examples - 1.
        batch_size: examples in a full batch.
        seed: of the order: the same seed gives the same batches, another seed gives others.

    Returns:
        For each batch, the numbers of its examples, integers.
    """
    # BEGIN SOLUTION
    order = np.random.default_rng(seed).permutation(examples)
    return [order[start : start + batch_size] for start in range(0, examples, batch_size)]
    # END SOLUTION


# %% Part 2: SGD and momentum
def sgd_step(weights: np.ndarray, gradient: np.ndarray, learning_rate: float) -> np.ndarray:
    """One step of gradient descent (경사하강법): subtract learning rate (학습률) x gradient.

    Args:
        weights, gradient: any shape, the same.
        learning_rate: 0 or more.

    Returns:
        The next weights, same shape.
    """
    # BEGIN SOLUTION
    return weights - learning_rate * gradient
    # END SOLUTION


def momentum_step(
    weights: np.ndarray,
    gradient: np.ndarray,
    velocity: np.ndarray,
    learning_rate: float,
    momentum: float = 0.9,
    nesterov: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """One step with momentum (모멘텀): it contains a part of the step before (slide "Optimizer", 발달 계보).

        next velocity = momentum x velocity - learning rate x g
        next w = w + next velocity                                              without Nesterov
        next w = w + momentum x next velocity - learning rate x g               with Nesterov's look ahead

    Args:
        weights, gradient: any shape, the same.
        velocity: the state, same shape; zeros before the first step.
        learning_rate: 0 or more.
        momentum: 0 to 1.
        nesterov: which of the two formulas gives the next weights.

    Returns:
        (next weights, next velocity).
    """
    # BEGIN SOLUTION
    velocity = momentum * velocity - learning_rate * gradient
    step = momentum * velocity - learning_rate * gradient if nesterov else velocity
    return weights + step, velocity
    # END SOLUTION


# %% Part 3: a learning rate for every weight
def rmsprop_step(
    weights: np.ndarray,
    gradient: np.ndarray,
    average: np.ndarray,
    learning_rate: float,
    rho: float = 0.9,
    epsilon: float = 1e-7,
) -> tuple[np.ndarray, np.ndarray]:
    """One step of RMSprop: a weight whose gradients were large gets a smaller learning rate.

        next average = rho x average + (1 - rho) x g^2
        next w = w - learning rate x g / sqrt(next average + epsilon)

    Args:
        weights, gradient: any shape, the same.
        average: the state, the moving average (이동 평균) of g^2, same shape; zeros before the first step.
        learning_rate: 0 or more.
        rho: how much of the old average stays, 0 to 1.
        epsilon: prevents a division by zero; here it stands under the root, as in Keras.

    Returns:
        (next weights, next average).
    """
    # BEGIN SOLUTION
    average = rho * average + (1 - rho) * gradient**2
    return weights - learning_rate * gradient / np.sqrt(average + epsilon), average
    # END SOLUTION


State = tuple[np.ndarray, np.ndarray, int]
"""What Adam remembers: (m, v, t), the averages of g and of g^2, and the number of steps that were made."""


def adam_start(weights: np.ndarray) -> State:
    """The state before the first step. This function is ready."""
    return np.zeros(weights.shape), np.zeros(weights.shape), 0


def adam_step(
    weights: np.ndarray,
    gradient: np.ndarray,
    state: State,
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-7,
) -> tuple[np.ndarray, State]:
    """One step of Adam: the ideas of momentum and of RMSprop together.

        t = t + 1
        m = beta_1 x m + (1 - beta_1) x g           v = beta_2 x v + (1 - beta_2) x g^2
        M = m / (1 - beta_1^t)                      V = v / (1 - beta_2^t)
        next w = w - learning rate x M / (sqrt(V) + epsilon)

    M and V correct the bias (편향 보정): m and v begin at 0 and are too small in the first steps. The state keeps m and
    v without the correction. Keras adds epsilon to sqrt(v) and not to sqrt(V); its effect is small. Write the formula
    above.

    Args:
        weights, gradient: any shape, the same.
        state: (m, v, t), see `adam_start`.
        learning_rate: 0 or more.
        beta_1, beta_2: how much of the old averages stays, 0 to 1.
        epsilon: prevents a division by zero; here it stands outside the root.

    Returns:
        (next weights, next state (m, v, t)).
    """
    # BEGIN SOLUTION
    m, v, t = state
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    mean, square = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return weights - learning_rate * mean / (np.sqrt(square) + epsilon), (m, v, t)
    # END SOLUTION


# %% Part 4: two ways to make weights small (slide "Overfitting", 가중치 규제)
def l2_gradient(weights: np.ndarray, gradient: np.ndarray, l2: float) -> np.ndarray:
    """The gradient of the cost with an L2 penalty: loss + l2 x (sum of w^2). There is no factor 1/2, as in Keras.

    Args:
        weights: any shape.
        gradient: of the loss without the penalty, same shape.
        l2: strength of the penalty.

    Returns:
        Same shape. An optimizer can be given it in place of the gradient.
    """
    # BEGIN SOLUTION
    return gradient + 2 * l2 * weights
    # END SOLUTION


def adamw_step(
    weights: np.ndarray,
    gradient: np.ndarray,
    state: State,
    learning_rate: float = 0.001,
    weight_decay: float = 0.004,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-7,
) -> tuple[np.ndarray, State]:
    """One step of AdamW: Adam's step, and apart from it a weight decay (가중치 감쇠).

        next w = w - learning rate x M / (sqrt(V) + epsilon) - learning rate x weight_decay x w

    Both are subtracted from the weights before the step. M and V are those of Adam: they know nothing of the decay.

    Args:
        weights, gradient, state, learning_rate, beta_1, beta_2, epsilon: as of `adam_step`.
        weight_decay: 0 or more.

    Returns:
        (next weights, next state (m, v, t)).
    """
    # BEGIN SOLUTION
    moved, state = adam_step(weights, gradient, state, learning_rate, beta_1, beta_2, epsilon)
    return moved - learning_rate * weight_decay * weights, state
    # END SOLUTION


# %% Part 5: the learning rate during the training
def learning_rate_at(step: int, initial: float, decay_steps: int, kind: str) -> float:
    """The learning rate of a schedule (학습률 스케줄) in a step; the first step has the number 0.

    "exponential" falls smoothly to a tenth in every `decay_steps` steps, and goes on falling in the same way:

        initial x 0.1^(step / decay_steps)

    "cosine" falls from `initial` to 0 along half a wave of the cosine, then stays at 0:

        initial x (1 + cos(pi x step / decay_steps)) / 2            up to decay_steps

    Raises:
        ValueError: `kind` is something else.
    """
    # BEGIN SOLUTION
    if kind == "exponential":
        return initial * 0.1 ** (step / decay_steps)
    if kind == "cosine":
        return initial * (1 + float(np.cos(np.pi * min(step, decay_steps) / decay_steps))) / 2
    raise ValueError(f"{kind!r} is no kind of schedule; choose exponential or cosine")
    # END SOLUTION


# %% Part 6: overfitting
def early_stopping_epochs(validation_losses: np.ndarray, patience: int) -> tuple[int, int]:
    """Early stopping (조기 종료): which epoch's weights are kept, and which epoch is the last.

    The training ends after `patience` epochs in a row without a new lowest validation loss, or with the last loss of
    the list. A loss that equals the lowest is not a new lowest. The weights of the lowest loss so far are kept.

    Args:
        validation_losses: one for each epoch of a training that did not stop, shape (epochs,), at least one epoch.
        patience: 1 or more.

    Returns:
        (the epoch that is kept, the epoch after which the training ends), counted from 1.
    """
    # BEGIN SOLUTION
    kept, lowest = 1, validation_losses[0]
    for epoch, loss in enumerate(validation_losses, start=1):
        if loss < lowest:
            kept, lowest = epoch, loss
        if epoch - kept == patience:
            return kept, epoch
    return kept, len(validation_losses)
    # END SOLUTION


def generalisation_gap(
    train_probabilities: np.ndarray, train_labels: np.ndarray, test_probabilities: np.ndarray, test_labels: np.ndarray
) -> float:
    """The accuracy (정확도) on the training set minus that on the test set: large where a network overfits.

    The accuracy is the part of the examples whose most probable class is the right one, from 0 to 1.

    Args:
        train_probabilities: shape (m, classes).
        train_labels: the right classes, integers, shape (m,).
        test_probabilities, test_labels: the same for the test set, which may have another number of examples.
    """
    # BEGIN SOLUTION
    train_accuracy = np.mean(train_probabilities.argmax(axis=1) == train_labels)
    test_accuracy = np.mean(test_probabilities.argmax(axis=1) == test_labels)
    return float(train_accuracy - test_accuracy)
    # END SOLUTION


# %% To look at: paths of your optimizers, Keras beside them, and a training that overfits. Run this file at the end.
def valley(w: np.ndarray) -> np.ndarray:
    """The height of a narrow valley at points (..., 2): 20 times steeper across than along. This function is ready."""
    return 0.5 * (w[..., 0] ** 2 + 20 * w[..., 1] ** 2)


def paths(steps: int = 40) -> dict[str, np.ndarray]:
    """The points that each of your optimizers visits in the valley, shape (steps + 1, 2). This function is ready."""
    start, found = np.array([-4.0, 1.5]), {}
    rules = {
        "SGD": (lambda w, g, s: (sgd_step(w, g, 0.08), s), 0),
        "momentum": (lambda w, g, s: momentum_step(w, g, s, 0.02), np.zeros(2)),
        "Nesterov": (lambda w, g, s: momentum_step(w, g, s, 0.02, nesterov=True), np.zeros(2)),
        "RMSprop": (lambda w, g, s: rmsprop_step(w, g, s, 0.15), np.zeros(2)),
        "Adam": (lambda w, g, s: adam_step(w, g, s, 0.3), adam_start(start)),
    }
    for name, (rule, state) in rules.items():
        points = [start]
        for _ in range(steps):
            point, state = rule(points[-1], points[-1] * (1, 20), state)
            points.append(point)
        found[name] = np.array(points)
    return found


if __name__ == "__main__":
    import matplotlib.pyplot as plt
    from scipy.special import softmax
    from sklearn.metrics import log_loss

    from runtime.backend import keras

    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(200, 30)) * np.logspace(-2, 2, 30)  # sizes from 0.01 to 100
    for name, step, theirs in (
        ("Adam", adam_step, keras.optimizers.Adam(0.01)),
        ("AdamW", adamw_step, keras.optimizers.AdamW(0.01, weight_decay=0.004)),
    ):
        mine, state = np.ones(30), adam_start(np.ones(30))
        variable = keras.Variable(np.ones(30, np.float32))
        theirs.build([variable])
        difference = 0.0
        for gradient in gradients:
            mine, state = step(mine, gradient, state, 0.01)
            theirs.apply([keras.ops.convert_to_tensor(gradient.astype(np.float32))])
            difference = max(difference, float(np.abs(mine - variable.numpy()).max()))
        print(f"{name}: 200 steps of yours and of Keras differ by {difference:.1g} at most")
    print("(Keras has 32 bits, and its epsilon stands at another place.)")

    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 4.5))
    across, along = np.meshgrid(np.linspace(-5, 3, 200), np.linspace(-2.2, 2.2, 200))
    left.contour(
        across, along, valley(np.stack([across, along], axis=-1)), levels=np.geomspace(0.1, 60, 12), cmap="Greys"
    )
    print("\nheight in the narrow valley at the start, and after 40 steps")
    for name, points in paths().items():
        left.plot(*points.T, ".-", label=name, linewidth=1, markersize=4)
        print(f"  {name:10} {valley(points[0]):6.2f} {valley(points[-1]):10.4f}")
    left.set(xlabel="first weight", ylabel="second weight", title="40 steps in a narrow valley")
    left.legend()

    data = datasets.load("digits").take(100)
    pixels = data.train.x.reshape(len(data.train), -1).shape[1]
    hidden = rng.normal(0, (2 / pixels) ** 0.5, (pixels, 300))  # a hidden layer of 300 ReLU units that is not trained
    x, validation_x, test_x = (
        np.maximum(part.x.reshape(len(part.x), -1) @ hidden, 0) for part in (data.train, data.validation, data.test)
    )
    labels = data.train.y.copy()
    labels[::5] = rng.integers(0, 10, len(labels[::5]))  # every fifth label is a random one: there is noise to learn
    epochs, size = 60, 16
    total = epochs * len(batches(len(x), size, 0))
    print(f"\n{len(x)} digits, {300 * 10:,} trained weights, every fifth label is random; {total} steps of Adam")
    for name, weight_decay in (("Adam", 0.0), ("AdamW", 3.0)):
        weights = np.zeros((300, 10))
        state, history, weights_of_epochs, number = adam_start(weights), [], [], 0
        for epoch in range(epochs):
            for batch in batches(len(x), size, epoch):
                error = (softmax(x[batch] @ weights, axis=1) - np.eye(10)[labels[batch]]) / len(batch)
                rate = learning_rate_at(number, 0.01, total, "cosine")
                weights, state = adamw_step(weights, x[batch].T @ error, state, rate, weight_decay)
                number += 1
            weights_of_epochs.append(weights)
            parts = ((x, labels), (validation_x, data.validation.y))
            history.append([log_loss(y, softmax(part @ weights, axis=1), labels=range(10)) for part, y in parts])
        curves = np.array(history)
        kept, last = early_stopping_epochs(curves[:, 1], 5)
        (line,) = right.plot(range(1, epochs + 1), curves[:, 0], "--", label=f"{name}, training")
        right.plot(range(1, epochs + 1), curves[:, 1], color=line.get_color(), label=f"{name}, validation")
        right.plot(kept, curves[kept - 1, 1], "o", color=line.get_color())
        for when, final in (
            (f"epoch {epochs}", weights),
            (f"epoch {kept}, kept (ends at {last})", weights_of_epochs[kept - 1]),
        ):
            test = softmax(test_x @ final, axis=1)
            gap = generalisation_gap(softmax(x @ final, axis=1), labels, test, data.test.y)
            accuracy = np.mean(test.argmax(axis=1) == data.test.y)
            print(f"  {name:6} {when:28} test accuracy {accuracy:.3f}, gap {gap:+.3f}")
    right.set(xlabel="epoch", ylabel="loss", title="100 digits, some labels wrong; the dot is the epoch that is kept")
    right.legend()
    figure.savefig("hw07_optimizers.png", bbox_inches="tight", dpi=120)
    print("figure: hw07_optimizers.png")
