"""A file that asks for more memory than its size accounts for is refused before it takes any."""

import zipfile

import h5py
import numpy as np
import pytest

import models
from runtime.backend import keras
from runtime.errors import UserError

layers = keras.layers


def crafted(path, network, old=b"", new=b"", weights=None, compress=zipfile.ZIP_STORED):
    """A `.keras` file of a small network with other bytes in its configuration, or other weights."""
    network.save(path.with_name("small.keras"))
    with zipfile.ZipFile(path.with_name("small.keras")) as small, zipfile.ZipFile(path, "w", compress) as large:
        for name in small.namelist():
            content = small.read(name)
            if name == "config.json" and old:
                assert old in content
                content = content.replace(old, new)
            large.writestr(name, weights if weights and name == "model.weights.h5" else content)
    return path


NETWORKS = {
    "units": ([keras.Input((4,)), layers.Dense(3)], b'"units": 3', b'"units": 1000000000'),
    "inputs": ([keras.Input((4,)), layers.Dense(3)], b"[null, 4]", b"[null, 1000000000]"),
    "filters": ([keras.Input((8, 8, 1)), layers.Conv2D(3, 2)], b'"filters": 3', b'"filters": 1000000000'),
    "words": ([keras.Input((8,)), layers.Embedding(7, 2)], b'"input_dim": 7', b'"input_dim": 1000000000'),
    "gates": ([keras.Input((4, 2)), layers.LSTM(3)], b'"units": 3', b'"units": 100000'),
    "inside": ([keras.Input((4, 2)), layers.Bidirectional(layers.GRU(3))], b'"units": 3', b'"units": 100000'),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_layers_larger_than_their_file(tmp_path, name):
    network, old, new = NETWORKS[name]
    path = crafted(tmp_path / "large.keras", keras.Sequential(network), old, new)
    with pytest.raises(UserError, match=r"large\.keras asks for [\d,.]+ MB of weights and holds 0\.0 MB"):
        models.load_model(path)


def test_nothing_of_a_refused_model_is_made_later(tmp_path):
    """Keras gives variables their values when the next scope without state ends."""
    network, old, new = NETWORKS["units"]
    with pytest.raises(UserError):
        models.load_model(crafted(tmp_path / "large.keras", keras.Sequential(network), old, new))
    with keras.StatelessScope():
        small = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    assert np.isfinite(small.get_weights()[0]).all()


def test_sizes_that_do_not_fit_together(tmp_path):
    network = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(2)])
    with pytest.raises(UserError, match=r"large\.keras cannot be loaded"):
        models.load_model(crafted(tmp_path / "large.keras", network, b'"units": 3', b'"units": 1000000000'))


def test_a_metric_with_a_billion_thresholds(tmp_path):
    network = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="sigmoid")])
    network.compile(loss="binary_crossentropy", metrics=[keras.metrics.AUC(num_thresholds=77)])
    path = crafted(tmp_path / "large.keras", network, b'"num_thresholds": 77', b'"num_thresholds": 1000000000')
    with pytest.raises(UserError, match=r"asks for a metric of size 1,000,000,000"):
        models.load_model(path)


def test_weights_that_unpack_to_more(tmp_path):
    """An array without content has any size in HDF5, and a zip file any compression."""
    with h5py.File(tmp_path / "weights.h5", "w") as file:
        file.create_dataset("layers/dense/vars/0", shape=(2**16, 2**13), chunks=(2**8, 2**8), dtype="float32")
    network = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
    empty = (tmp_path / "weights.h5").read_bytes()
    with pytest.raises(UserError, match=r"would unpack to 2,147\.5 MB"):
        models.load_model(crafted(tmp_path / "large.keras", network, weights=empty))
    zeros = bytes(2**28)
    with pytest.raises(UserError, match=r"would unpack to 268\.\d MB"):
        models.load_model(crafted(tmp_path / "zip.keras", network, weights=zeros, compress=zipfile.ZIP_DEFLATED))


@pytest.mark.parametrize("optimizer", ["sgd", "adam", None])
def test_what_keras_saved_is_loaded(tmp_path, optimizer):
    network = keras.Sequential(
        [
            keras.Input((8, 8, 1)), layers.Normalization(mean=0.0, variance=1.0), layers.RandomFlip(),
            layers.SeparableConv2D(4, 3), layers.BatchNormalization(), layers.PReLU(), layers.Dropout(0.1),
            layers.Reshape((36, 4)), layers.Bidirectional(layers.GRU(3, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(2)), layers.GlobalMaxPooling1D(),
            layers.SpectralNormalization(layers.Dense(2)),
        ]
    )  # fmt: skip
    if optimizer:
        network.compile(optimizer, "mean_squared_error", metrics=["mae"])
        network.optimizer.build(network.trainable_variables)  # as after a training; Keras warns of one without
    network.save(tmp_path / "a.keras")
    again = models.load_model(tmp_path / "a.keras")
    assert all(map(np.array_equal, again.get_weights(), network.get_weights()))
    assert again.compiled == bool(optimizer)
