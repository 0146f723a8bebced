"""What the chapter on activation functions prints: gradients, output ranges, dead units, moves of layers, remedies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from chapters.material.activations.curves import OUTPUTS
from chapters.material.tuning import rate_of
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run


def print_gradients(gradients: Mapping[str, np.ndarray]) -> None:
    """Print the gradient of the first hidden layer divided by that of the last, before training.

    Args:
        gradients: activation -> size of the gradient of each hidden layer.
    """
    print("\nBefore training: size of the gradient in the first hidden layer, divided by")
    print("that in the last")
    for name, sizes in gradients.items():
        print(f"  {name:<11} {sizes[0] / sizes[-1]:10.3g}")


def print_outputs() -> None:
    """Print the range of each output activation on random scores, the sum of its three outputs, and what it fits."""
    scores = np.random.default_rng(0).normal(0, 2, (1_000, 3))
    print("\nOutput activations of three random scores for each of 1,000 examples:")
    print("range of the outputs, range of an example's sum, and the task that they fit")
    for name, (activation, fits) in OUTPUTS.items():
        outputs = activation(scores)
        sums = outputs.sum(axis=1)
        print(
            f"  {name:<8} {outputs.min():6.2f} to {outputs.max():5.2f}   sum {sums.min():6.2f} to {sums.max():5.2f}\n"
            f"  {'':<8} fits {fits}"
        )


def print_dead_units(trained: Run, data: Dataset) -> None:
    """Count the ReLU units of each layer whose output is 0 for every one of at most 2,000 test examples."""
    x = data.test.x[:2_000]
    hidden = [layer.output for layer in trained.model.layers if layer.name.startswith("hidden")]
    outputs = keras.Model(trained.model.inputs, [*hidden]).predict(x, batch_size=500, verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]  # of a single hidden layer
    dead = [int((layer.max(axis=0) == 0).sum()) for layer in outputs]
    print(f"\nDead units of the {trained.name} network on {len(x):,} test examples, layer by layer,")
    print(f"of {outputs[0].shape[1]} in each:\n  {dead}")


OneLayer = Callable[[list[list[np.ndarray]]], tuple[np.ndarray, np.ndarray]]


def print_one_matrix(trained: Run, data: Dataset, one_layer: OneLayer) -> None:
    """Compare the predictions of a network without activation functions with those of a single matrix.

    Args:
        trained: the network.
        data: its first 500 test examples are predicted.
        one_layer: from kernels and biases of layers to the kernel and bias of one.
    """
    x = data.test.x[:500]
    kernel, bias = one_layer([layer.get_weights() for layer in trained.model.layers if layer.get_weights()])
    scores = x.reshape(len(x), -1) @ kernel + bias
    outputs = trained.model.predict(x, verbose=0)
    # After a softmax the largest score has the largest output; a sigmoid is above 1/2 where the score is above 0.
    softmax = outputs.shape[1] > 1
    same = scores.argmax(axis=1) == outputs.argmax(axis=1) if softmax else (scores > 0) == (outputs > 0.5)
    print("\nOne matrix in place of all linear layers:")
    print(f"  it predicts the same class for {same.mean():.1%} of {len(x)} test examples")


Tuned = Mapping[str, Sequence[Run]]
"""Name of a network -> its runs at its best learning rate, the first seed first."""


def accuracy(trained: Sequence[Run]) -> float:
    """Test accuracy of the first seed."""
    return trained[0].metrics["test"]["accuracy"]


def print_moves(moves: Mapping[str, np.ndarray], tuned: Tuned) -> None:
    """Print how far layers moved, and under each optimizer the first layer with sigmoid beside that with ReLU.

    Args:
        moves: name of a network -> the way of each hidden layer relative to its initial weights, (depth,).
        tuned: the same networks.
    """
    run = next(iter(tuned.values()))[0]
    depth = len(next(iter(moves.values())))
    layers = sorted({1, 2, 1 + depth // 2, depth} & set(range(1, depth + 1)))
    print("\nHow far layers moved from their initial weights: |W - W0| / |W0|")
    print(f"Each at the rate with the best validation accuracy, {run.epochs} epochs, seed {run.seed}")
    print(f"  {'':33} {'rate':>6}" + "".join(f"{f'layer {layer}':>9}" for layer in layers))
    for name, ways in moves.items():
        shown = "".join(f"{ways[layer - 1]:9.2g}" for layer in layers)
        print(f"  {name:33} {rate_of(tuned[name][0]):6g}{shown}")
    for optimizer in ("SGD", "Adam"):
        relu, sigmoid = f"relu {optimizer}", f"sigmoid {optimizer}"
        if {relu, sigmoid} <= set(moves):
            times = moves[sigmoid][0] / moves[relu][0]
            print(f"With {optimizer} the first layer of the sigmoid network moves {times:.2g} times as far as that")
            print(f"of the ReLU network. Accuracy {accuracy(tuned[sigmoid]):.3f} against {accuracy(tuned[relu]):.3f}.")
            rates = rate_of(tuned[sigmoid][0]), rate_of(tuned[relu][0])
            if rates[0] != rates[1]:
                print(f"Their rates differ, {rates[0]:g} against {rates[1]:g}: a part of this is the rate.")


def print_remedies(tuned: Tuned) -> None:
    """Print the test accuracy without and with each remedy, where both were trained."""
    pairs = {
        "Vanishing: sigmoid, SGD": ("sigmoid SGD", "sigmoid SGD, batch normalisation"),
        "Exploding: large weights, SGD": ("large weights, SGD", "large weights, SGD, clipping"),
    }
    trained = {what: pair for what, pair in pairs.items() if set(pair) <= set(tuned)}
    if trained:
        print("\nTwo remedies: test accuracy, each at its best learning rate of one list")
    for what, (without, remedy) in trained.items():
        with_it = remedy.rsplit(", ", 1)[1]
        print(f"  {what:30} alone {accuracy(tuned[without]):.3f}, with {with_it} {accuracy(tuned[remedy]):.3f}")
