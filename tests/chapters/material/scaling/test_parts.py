"""Parts of the data: shares of the examples, without those that are too small to train on."""

from chapters.material.scaling.parts import part_sizes


def test_shares_of_the_examples():
    assert part_sizes(4_000, 10, (0.01, 0.1, 0.3, 1.0), 32) == [40, 400, 1_200, 4_000]


def test_a_share_with_fewer_than_two_examples_a_class_or_a_batch_is_left_out():
    assert part_sizes(500, 10, (0.01, 0.1, 1.0), 32) == [50, 500]
    assert part_sizes(500, 10, (0.01, 0.1, 1.0), 64) == [500]
    assert part_sizes(1_000, 10, (0.02, 0.1, 1.0), 32) == [100, 1_000]  # --examples 1000: 20 are no batch
    assert part_sizes(100, 10, (0.1, 1.0), 1) == [100]
