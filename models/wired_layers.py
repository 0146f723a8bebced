"""The two layers that a randomly wired network needs and Keras does not have.

A model file names its layers, so this module has to be imported before such a file is loaded: `models.load_model` and
`training` do.
"""

from __future__ import annotations

from typing import Any

from models.wiring import from_json, to_json
from runtime.backend import keras


@keras.saving.register_keras_serializable(package="models")
class StageInput(keras.layers.Layer):
    """The extra input node of a random stage: hands its input on, and carries the stage's wiring in the model file.

    Args:
        wiring: as `models.wiring.to_json` gives it.
        further: as every Keras layer takes them.
    """

    def __init__(self, wiring: dict[str, Any], **further: Any) -> None:
        super().__init__(**further)
        self.wiring = from_json(wiring)

    def call(self, x: keras.KerasTensor) -> keras.KerasTensor:
        """The input, unchanged."""
        return x

    def get_config(self) -> dict[str, Any]:
        """What a model file stores."""
        return {**super().get_config(), "wiring": to_json(self.wiring)}


@keras.saving.register_keras_serializable(package="models")
class WeightedSum(keras.layers.Layer):
    """The sum of several inputs, each times sigmoid(w), with one trained w for each edge, 0 at the start."""

    def build(self, input_shape: list[tuple[int | None, ...]]) -> None:
        """One weight for each input."""
        self.edge_weights = self.add_weight(shape=(len(input_shape),), initializer="zeros", name="edge_weights")

    def call(self, inputs: list[keras.KerasTensor]) -> keras.KerasTensor:
        """Inputs of one shape in, their weighted sum out."""
        # One operation hands out all the shares; an index for each costs more, in the step back above all. Stacking the
        # inputs for a single product would take twice the time.
        shares = keras.ops.unstack(keras.ops.sigmoid(self.edge_weights))
        total = inputs[0] * shares[0]
        for tensor, share in zip(inputs[1:], shares[1:], strict=True):
            total = total + tensor * share
        return total
