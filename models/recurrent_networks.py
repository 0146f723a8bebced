"""Recurrent networks (순환 신경망, RNN): LSTM, GRU and the simple cell, for inputs whose order matters.

Slide "Recurrent Neural Networks (RNNs)". Géron 2019, chapter 15.
"""

from __future__ import annotations

import math

from models.tasks import output_layer, shape_of_input
from runtime.arguments import LARGEST, choice, fraction, number, whole_number, whole_numbers
from runtime.backend import keras

CELLS = ("LSTM", "GRU", "SimpleRNN")


def recurrent(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    cell: str = "LSTM",
    units: tuple[int, ...] = (64,),
    dropout: float = 0.0,
    recurrent_dropout: float = 0.0,
    l2: float = 0.0,
    vocabulary_size: int | None = None,
    embedding: int = 32,
    output_activation: str | None = None,
) -> keras.Model:
    """Recurrent layers, then one dense layer on the last state.

    Args:
        input_shape: (steps, features); of other lengths, the first is read as steps (the rows of an image).
        outputs: units of the last layer.
        task: chooses the output activation: sigmoid, softmax or linear.
        cell: `"LSTM"`, `"GRU"` or `"SimpleRNN"`: the Keras layer of that name.
        units: of each recurrent layer.
        dropout: rate on a cell's inputs (드롭아웃). Keras 3 keeps one mask over all steps; Keras 2 drew one a step.
        recurrent_dropout: rate on a cell's previous state.
        l2: `l2 * sum(w**2)` of every kernel, recurrent ones included, added to the cost (가중치 규제).
        vocabulary_size: for text, input_shape (length,): ids below it are embedded, and padding (id 0) is masked.
        embedding: features of an embedded token.
        output_activation: instead of the task's.

    Returns:
        A model from (batch, *input_shape) to (batch, outputs); for 28x28x1 and 10 classes 24,458 parameters (LSTM),
        18,698 (GRU), 6,602 (SimpleRNN).

    Raises:
        UserError: the cell is unknown, or another argument is not what is said here.
    """
    cell, units = choice("cell", cell, CELLS), whole_numbers("units", units)
    dropout, l2 = fraction("dropout", dropout), number("l2", l2, 0)
    recurrent_dropout = fraction("recurrent_dropout", recurrent_dropout)
    embedding = whole_number("embedding", embedding, 1, LARGEST)
    if vocabulary_size is None:
        input_shape = shape_of_input(input_shape, any_length=True)
    else:
        vocabulary_size = whole_number("vocabulary_size", vocabulary_size, 1, LARGEST)
        input_shape = shape_of_input(input_shape, 1, "(length,) where there is a vocabulary_size", any_length=True)
    layer = getattr(keras.layers, cell)
    penalty = keras.regularizers.L2(l2) if l2 else None
    model = keras.Sequential([keras.Input(input_shape)])
    if vocabulary_size:
        model.add(keras.layers.Embedding(vocabulary_size, embedding, mask_zero=True))
    elif len(input_shape) != 2:
        model.add(keras.layers.Reshape((input_shape[0], math.prod(input_shape[1:]))))
    for depth, width in enumerate(units, start=1):
        model.add(
            layer(
                width,
                return_sequences=depth < len(units),
                dropout=dropout,
                recurrent_dropout=recurrent_dropout,
                kernel_regularizer=penalty,
                recurrent_regularizer=penalty,
            )
        )
    model.add(output_layer(outputs, task, output_activation=output_activation, kernel_regularizer=penalty))
    return model
