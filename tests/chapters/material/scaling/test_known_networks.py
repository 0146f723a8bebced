"""The work of the known networks, by hand and as published."""

import pytest

from chapters.material.scaling.known_networks import work_of


@pytest.mark.parametrize(("name", "billions"), [("GoogLeNet", 1.5), ("ResNet-34", 3.6)])
def test_the_work_is_the_published_one(name, billions):
    """Szegedy et al. 2015, section 1: "1.5 billion multiply-adds"; He et al. 2016, table 1: 3.6 x 10^9."""
    assert work_of(name).multiply_adds == pytest.approx(billions * 1e9, rel=0.07)


def test_the_work_of_alexnet_by_hand():
    convolutions = 55**2 * 96 * 363 + 27**2 * 256 * 1_200 + 13**2 * (384 * 2_304 + 384 * 1_728 + 256 * 1_728)
    assert work_of("AlexNet").multiply_adds == convolutions + 9_216 * 4_096 + 4_096 * 4_096 + 4_096 * 1_000
    assert work_of("AlexNet").year == 2012
