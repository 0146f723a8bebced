"""The embedding of a network for TensorBoard's tab Projector, where similar tokens lie near each other.

The files that Keras' callback writes for it (3.15) are none that the tab reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from runtime.backend import keras
from runtime.files import read_json, write_text
from training.contents import PROJECTOR
from training.folders import locked
from training.runs import Run


def write_embedding(run: Run) -> bool:
    """Write the vectors of a run's first embedding layer, and the token of each, into its folder.

    Returns:
        Whether the network has such a layer.

    Raises:
        UserError: the model or the vocabulary cannot be read, or the folder cannot be written.
    """
    layer = next(_embeddings(run.model), None)
    if layer is None:
        return False
    vectors = layer.get_weights()[0]  # (tokens, numbers of a vector)
    vocabulary = run.folder / "vocabulary.json"
    tokens = read_json(vocabulary) if vocabulary.exists() else []
    labels = [_label(tokens[number] if number < len(tokens) else str(number)) for number in range(len(vectors))]
    config, vectors_file, tokens_file = PROJECTOR
    entries = {"tensor_name": layer.name, "tensor_path": vectors_file, "metadata_path": tokens_file}
    lines = "".join(f'  {key}: "{value}"\n' for key, value in entries.items())
    with locked(run.folder):
        write_text(
            run.folder / vectors_file, "".join("\t".join(f"{x:.6g}" for x in vector) + "\n" for vector in vectors)
        )
        write_text(run.folder / tokens_file, "\n".join(labels) + "\n")
        write_text(run.folder / config, f"embeddings {{\n{lines}}}\n")
    return True


def _embeddings(model: Any) -> Iterator[Any]:
    for layer in model.layers:
        if isinstance(layer, keras.layers.Embedding):
            yield layer
        elif isinstance(layer, keras.Model):
            yield from _embeddings(layer)


def _label(token: str) -> str:
    """A token in one line; blanks, which the tab would leave out, are written as Python does."""
    return token if token.strip() and token.isprintable() else repr(token)
