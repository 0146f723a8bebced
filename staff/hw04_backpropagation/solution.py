# %% [markdown]
"""Homework 4: backpropagation by hand (오차 역전파), for a network with one hidden layer.

Fill in every function that ends with `raise NotImplementedError`. Use NumPy only. The README says what is worth what.
This file fits version 0.1 of the course's packages. The lines `# %%` begin cells in VS Code and Jupyter.

m examples have n features; the hidden layer has h units, and there are k classes. The parameters are a list of four
arrays: w1 of shape (n, h), b1 of shape (h,), w2 of shape (h, k), b2 of shape (k,).

    z1 = x w1 + b1        a1 = ReLU(z1)        z2 = a1 w2 + b2        p = softmax(z2)
"""

# %% Imports. The first line makes datasets, models, training and comparison the course's, whatever lies beside it.
import homework  # noqa: F401, I001
import numpy as np

import datasets


# %% Part 1: forward propagation
def relu(z: np.ndarray) -> np.ndarray:
    """The activation function (활성화 함수) of the hidden layer: max(0, z) for every element.

    Args:
        z: any shape.
    """
    # BEGIN SOLUTION
    return np.maximum(z, 0)
    # END SOLUTION


def softmax(z: np.ndarray) -> np.ndarray:
    """Probabilities of the classes: e^z_k / sum_j e^z_j, for each row (slide "Activation Function").

    Subtract the largest z of each row first: the result is the same, and e^1000 is not needed.

    Args:
        z: shape (m, k).

    Returns:
        Shape (m, k); every row has the sum 1.
    """
    # BEGIN SOLUTION
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    # END SOLUTION


def cross_entropy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The mean over the examples of -log(probability of the right class) (slide "How it works", neural networks).

    Args:
        probabilities: shape (m, k), none of them 0.
        labels: the right class of each example, integers, shape (m,).
    """
    # BEGIN SOLUTION
    return float(-np.log(probabilities[np.arange(len(labels)), labels]).mean())
    # END SOLUTION


def forward(x: np.ndarray, parameters: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One forward propagation: the output of each layer is the input of the next.

    Args:
        x: features, shape (m, n).
        parameters: [w1, b1, w2, b2].

    Returns:
        (z1 of shape (m, h), a1 of shape (m, h), p of shape (m, k)).
    """
    # BEGIN SOLUTION
    w1, b1, w2, b2 = parameters
    z1 = x @ w1 + b1
    a1 = relu(z1)
    return z1, a1, softmax(a1 @ w2 + b2)
    # END SOLUTION


# %% Part 2: numerical differentiation (수치 미분), the check of everything that follows
def numerical_gradient(
    x: np.ndarray, labels: np.ndarray, parameters: list[np.ndarray], epsilon: float = 1e-5
) -> list[np.ndarray]:
    """The derivative of the loss with respect to every parameter, by central differences.

        dL/dtheta = [L(theta + epsilon) - L(theta - epsilon)] / (2 epsilon)

    L is the `cross_entropy` of the network's output. All other parameters keep their values meanwhile, and the arrays
    that are given hold the same numbers afterwards.

    Returns:
        Four arrays with the shapes of the parameters.
    """

    # BEGIN SOLUTION
    def loss() -> float:
        return cross_entropy(forward(x, parameters)[2], labels)

    gradients = []
    for array in parameters:
        gradient = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            kept = array[index]
            array[index] = kept + epsilon
            above = loss()
            array[index] = kept - epsilon
            below = loss()
            array[index] = kept
            gradient[index] = (above - below) / (2 * epsilon)
        gradients.append(gradient)
    return gradients
    # END SOLUTION


# %% Part 3: backpropagation
def output_error(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """dL/dz2, the error that goes back from the output: (p - one-hot label) / m.

    L is the mean over the m examples, so each example counts 1/m.

    Args:
        probabilities: shape (m, k).
        labels: integers, shape (m,).

    Returns:
        Shape (m, k).
    """
    # BEGIN SOLUTION
    error = probabilities.copy()
    error[np.arange(len(labels)), labels] -= 1
    return error / len(labels)
    # END SOLUTION


def hidden_error(error: np.ndarray, w2: np.ndarray, z1: np.ndarray) -> np.ndarray:
    """dL/dz1: the error of the output goes back through w2, and through ReLU where z1 is above 0.

    Args:
        error: dL/dz2, shape (m, k).
        w2: shape (h, k).
        z1: shape (m, h).

    Returns:
        Shape (m, h). Where z1 is exactly 0, the derivative of ReLU is taken as 0.
    """
    # BEGIN SOLUTION
    return (error @ w2.T) * (z1 > 0)
    # END SOLUTION


def layer_gradients(inputs: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The gradients of one layer's weights and biases from its inputs and its error dL/dz.

        dL/dw = sum over the examples of input x error          dL/db = sum over the examples of error

    Args:
        inputs: what the layer was given, shape (m, number of inputs).
        error: dL/dz, shape (m, number of units); the 1/m is already in it.

    Returns:
        (dL/dw of shape (number of inputs, number of units), dL/db of shape (number of units,)).
    """
    # BEGIN SOLUTION
    return inputs.T @ error, error.sum(axis=0)
    # END SOLUTION


def backward(x: np.ndarray, labels: np.ndarray, parameters: list[np.ndarray]) -> list[np.ndarray]:
    """The gradient of the loss with respect to all parameters, by one forward and one backward propagation.

    Returns:
        Four arrays with the shapes of the parameters: those of `numerical_gradient`, and much faster.
    """
    # BEGIN SOLUTION
    z1, a1, probabilities = forward(x, parameters)
    error = output_error(probabilities, labels)
    by_w2, by_b2 = layer_gradients(a1, error)
    by_w1, by_b1 = layer_gradients(x, hidden_error(error, parameters[2], z1))
    return [by_w1, by_b1, by_w2, by_b2]
    # END SOLUTION


# %% Part 4: training
def train(
    x: np.ndarray, labels: np.ndarray, parameters: list[np.ndarray], learning_rate: float, steps: int
) -> tuple[list[np.ndarray], np.ndarray]:
    """Batch gradient descent with `backward`.

    Args:
        x, labels, parameters: as of `backward`; the arrays that are given stay as they are.
        learning_rate: alpha.
        steps: how many.

    Returns:
        (the parameters after the last step, the loss before each step, shape (steps,)).
    """
    # BEGIN SOLUTION
    current, losses = list(parameters), []
    for _ in range(steps):
        losses.append(cross_entropy(forward(x, current)[2], labels))
        gradients = backward(x, labels, current)
        current = [array - learning_rate * gradient for array, gradient in zip(current, gradients, strict=True)]
    return current, np.array(losses)
    # END SOLUTION


# %% To look at: your network reads handwritten digits. Run this file when all functions are written.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    data = datasets.load("digits")
    x, test_x = (part.x.reshape(len(part.x), -1) for part in (data.train, data.test))
    rng = np.random.default_rng(0)
    start = [rng.normal(0, 0.18, (x.shape[1], 32)), np.zeros(32), rng.normal(0, 0.25, (32, 10)), np.zeros(10)]
    parameters, losses = train(x, data.train.y, start, learning_rate=0.5, steps=500)
    accuracy = np.mean(forward(test_x, parameters)[2].argmax(axis=1) == data.test.y)
    print(f"loss {losses[0]:.3f} before and {losses[-1]:.3f} after 500 steps")
    print(f"accuracy {accuracy:.3f} on {len(test_x)} digits it has not seen")
    figure, (left, *right) = plt.subplots(1, 5, figsize=(12, 2.6))
    left.plot(losses)
    left.set(xlabel="step", ylabel="loss", title="your training")
    for unit, axes in enumerate(right):
        axes.imshow(parameters[0][:, unit].reshape(x.shape[1] // 8, 8), cmap="RdBu")
        axes.set(title=f"weights of unit {unit}", xticks=[], yticks=[])
    figure.savefig("hw04_backpropagation.png", bbox_inches="tight", dpi=120)
    print("figure: hw04_backpropagation.png")
