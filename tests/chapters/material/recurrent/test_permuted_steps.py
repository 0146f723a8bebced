"""Permuted steps: a fixed permutation, and another numbering of the weights of a dense network."""

import numpy as np

from chapters.ch07_recurrent_networks import dense
from chapters.material.recurrent.permuted_steps import permutation


def test_a_permutation_is_fixed_and_whole():
    assert permutation(50) == permutation(50) != list(range(50))
    assert sorted(permutation(50)) == list(range(50))


def test_permuted_steps_are_another_numbering_of_the_weights():
    """A dense network on permuted steps, its first weights numbered the same way, gives the same outputs."""
    plain, other = dense((50, 1), 1, "regression"), dense((50, 1), 1, "regression", permuted=True)
    first, *rest = plain.get_weights()
    other.set_weights([first[permutation(50)], *rest])
    x = np.random.default_rng(0).normal(size=(8, 50, 1)).astype(np.float32)
    assert np.allclose(np.asarray(plain(x)), np.asarray(other(x)), atol=1e-5)
    other.set_weights(plain.get_weights())
    assert not np.allclose(np.asarray(plain(x)), np.asarray(other(x)), atol=1e-2)
