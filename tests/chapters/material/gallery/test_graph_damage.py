"""Taking edges out of a trained wiring: equal to a network without them, and undone afterwards."""

import numpy as np

import models
from chapters.material.gallery.graph_damage import accuracy_losses, removable_edges, removable_nodes, without
from models.random_networks import random_stage
from models.wiring import Wiring
from runtime.backend import keras

FULL = Wiring(4, ((0, 2), (0, 3), (1, 2), (1, 3), (2, 3)))
IMAGES = np.random.default_rng(0).normal(size=(5, 4, 4, 2)).astype(np.float32)


def stage(wiring):
    keras.utils.set_random_seed(0)
    x = keras.Input((4, 4, 2))
    return keras.Model(x, random_stage(x, wiring, 3, name="stage1"))


def test_an_edge_taken_out_equals_a_network_built_without_it():
    whole, cut = stage(FULL), stage(Wiring(4, ((0, 2), (0, 3), (1, 2), (2, 3))))
    for layer in cut.layers:
        if layer.weights and layer.name != "stage1_node3_sum":
            layer.set_weights(whole.get_layer(layer.name).get_weights())
    before = whole.predict(IMAGES, verbose=0)
    with without(whole, [(1, 1, 3)]):
        damaged = whole.predict(IMAGES, verbose=0)
    assert np.allclose(damaged, cut.predict(IMAGES, verbose=0), atol=1e-6)
    assert not np.allclose(damaged, before)
    assert (whole.predict(IMAGES, verbose=0) == before).all()


def test_what_would_starve_a_node_stays():
    chain = Wiring(4, ((0, 1), (0, 2), (1, 3), (2, 3)))
    assert removable_edges([chain]) == [(1, 1, 3), (1, 2, 3)]
    assert removable_nodes([chain]) == [[(1, 1, 3)], [(1, 2, 3)]]  # node 0 alone feeds 1 and 2; node 3 feeds none
    assert removable_edges([FULL, chain])[-1] == (2, 2, 3)


def test_losses_are_of_accuracy_and_repeat():
    model = models.randomly_wired((8, 8, 1), 3, "multiclass", nodes=5, channels=4, stem_strides=(1, 1), head_filters=8)
    images = np.random.default_rng(1).normal(size=(40, 8, 8, 1)).astype(np.float32)
    classes = model.predict(images, verbose=0).argmax(axis=1)  # so that the whole network is always right
    losses = accuracy_losses(model, images, classes, removals=4)
    assert set(losses) == {"one edge", "one node"}
    assert all(len(values) == 4 and min(values) >= 0 for values in losses.values())
    assert losses == accuracy_losses(model, images, classes, removals=4)
