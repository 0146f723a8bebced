"""The work of the known networks, by hand and as published."""

import pytest

from chapters.material.scaling.known_networks import KNOWN, PUBLISHED, TRAININGS, work_of


@pytest.mark.parametrize(("name", "billions"), [("GoogLeNet", 1.5), ("ResNet-34", 3.6)])
def test_the_work_is_the_published_one(name, billions):
    """Szegedy et al. 2015, section 1: "1.5 billion multiply-adds"; He et al. 2016, table 1: 3.6 x 10^9."""
    assert work_of(name).multiply_adds == pytest.approx(billions * 1e9, rel=0.07)


def test_the_work_of_alexnet_by_hand():
    convolutions = 55**2 * 96 * 363 + 27**2 * 256 * 1_200 + 13**2 * (384 * 2_304 + 384 * 1_728 + 256 * 1_728)
    assert work_of("AlexNet").multiply_adds == convolutions + 9_216 * 4_096 + 4_096 * 4_096 + 4_096 * 1_000
    assert work_of("AlexNet").year == 2012
    assert work_of("AlexNet").parameters == pytest.approx(60e6, rel=0.05)  # the paper: 60 million


def test_the_trainings_are_about_what_their_parameters_and_data_come_to():
    """6 operations for each parameter and token (or 3 x 2 for each multiply-add and image): an independent estimate."""
    tokens = {"GPT-3": 300e9, "PaLM": 780e9, "Llama 3.1": 15.6e12}
    for name, count in tokens.items():
        assert PUBLISHED[name].training == pytest.approx(6 * PUBLISHED[name].parameters * count, rel=0.03), name
    for name, epochs in (("AlexNet", 90), ("VGG-16", 74)):
        counted = work_of(name).multiply_adds
        assert TRAININGS[name] == pytest.approx(6 * counted * epochs * 1.2e6, rel=0.2), name


def test_what_is_built_is_not_published_too():
    assert not set(KNOWN) & set(PUBLISHED)
    assert set(TRAININGS) <= set(KNOWN)
    assert work_of("GPT-3").multiply_adds is None
