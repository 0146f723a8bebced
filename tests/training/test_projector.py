"""The files that the tab Projector reads."""

import numpy as np
from google.protobuf import text_format
from tensorboard.plugins.projector import ProjectorConfig
from tensorboard.plugins.projector.projector_plugin import _read_tensor_tsv_file

import datasets
import training
from runtime.backend import keras
from training import contents
from training.projector import write_embedding


def recipe(input_shape, outputs, task):
    embedded = keras.Sequential([keras.layers.Embedding(200, 5), keras.layers.GlobalAveragePooling1D()])
    layers = [keras.Input(input_shape, dtype="int32"), embedded, keras.layers.Dense(outputs, activation="sigmoid")]
    return keras.Sequential(layers)


def test_vectors_and_tokens_of_the_embedding(tmp_path):
    data = datasets.load("negation").take(64)
    run = training.fit(recipe, data, epochs=1, folder=tmp_path, verbose=0)
    assert write_embedding(run)
    config = text_format.Parse((run.folder / "projector_config.pbtxt").read_text(encoding="utf-8"), ProjectorConfig())
    [embedding] = config.embeddings
    vectors = _read_tensor_tsv_file(str(run.folder / embedding.tensor_path))
    [weights] = [weight for weight in run.model.get_weights() if weight.shape == (200, 5)]
    np.testing.assert_allclose(vectors, weights, rtol=1e-5)
    tokens = (run.folder / embedding.metadata_path).read_text(encoding="utf-8").splitlines()
    assert len(tokens) == 200
    assert all(token.strip() for token in tokens)  # the tab leaves out an empty line
    assert tokens[:2] == ["''", "[UNK]"]
    assert tuple(tokens[2 : len(data.vocabulary)]) == data.vocabulary[2:]
    assert not contents.strangers(run.folder)
    write_embedding(run)
    contents.remove(run.folder)
    assert not run.folder.exists()


def test_a_network_without_an_embedding(trained):
    before = sorted(trained.folder.iterdir())
    assert not write_embedding(trained)
    assert sorted(trained.folder.iterdir()) == before
