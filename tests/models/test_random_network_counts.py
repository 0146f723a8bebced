"""Randomly wired networks against the paper: parameters and multiply-adds on average over random graphs."""

import numpy as np
import pytest

import models


def by_formula(wirings, channels, regime, *, side=224, colours=3, classes=1000, head=1280):
    """Trained parameters and multiply-adds from table 1 of the paper and the graphs alone, without building a model."""

    def convolution(kernel, inputs, filters):  # without bias, and the scale and shift of its normalisation
        nonlocal parameters, multiply_adds
        parameters += kernel**2 * inputs * filters + 2 * filters
        multiply_adds += kernel**2 * inputs * filters * side**2

    parameters = multiply_adds = 0
    side = -(-side // 2)
    convolution(3, colours, channels // 2)
    width = channels // 2
    if regime == "small":
        side = -(-side // 2)
        convolution(3, width, channels)
        width = channels
    for stage, wiring in enumerate(wirings):
        filters = channels * 2**stage
        side = -(-side // 2)
        for node in range(wiring.nodes):
            edges = sum(end == node for _, end in wiring.edges)
            inputs = filters if edges else width
            parameters += 9 * inputs + inputs * filters + 2 * filters + (edges if edges > 1 else 0)
            multiply_adds += (9 * inputs + inputs * filters + (edges * filters if edges > 1 else 0)) * side**2
        width = filters
    convolution(1, width, head)
    return parameters + head * classes + classes, multiply_adds + head * classes


def trained(model):
    """Parameters that training moves: without the moving statistics of batch normalisation."""
    return sum(int(np.prod(variable.shape)) for variable in model.trainable_variables)


@pytest.mark.parametrize(
    ("side", "classes", "further"),
    [
        (224, 1000, {"graph_seed": 0}),
        (224, 1000, {"graph_seed": 1}),
        (50, 10, {"regime": "regular", "nodes": 8, "channels": 9, "head_filters": 16}),
        (50, 10, {"generator": "er", "p": 0.4, "nodes": 7, "channels": 5, "head_filters": 16}),
    ],
)
def test_the_formula_is_that_of_the_built_model(side, classes, further):
    model = models.randomly_wired((side, side, 3), classes, "multiclass", **further)
    expected = by_formula(
        models.wirings_of(model),
        further.get("channels", 78),
        further.get("regime", "small"),
        side=side,
        classes=classes,
        head=further.get("head_filters", 1280),
    )
    assert (trained(model), models.multiply_adds(model)) == expected


@pytest.mark.parametrize(
    ("regime", "channels", "parameters", "multiply_adds"),
    [
        # Xie et al. 2019, table 2: 5.6 M parameters, give or take 0.1 M over graphs, and 583 M multiply-adds, 6 M
        ("small", 78, (5.6e6, 0.1e6), (583e6, 6e6)),
        # table 3: 31.9 M and 4.0 G; 61.5 M and 7.9 G, the last as exactly as they are printed
        ("regular", 109, (31.9e6, 0.32e6), (4.0e9, 0.05e9)),
        ("regular", 154, (61.5e6, 0.62e6), (7.9e9, 0.05e9)),
    ],
)
def test_the_papers_counts_on_average_over_graphs(regime, channels, parameters, multiply_adds):
    sizes = (32, 32, 32) if regime == "small" else (16, 32, 32, 32)
    counts = [
        by_formula(
            [models.draw_wiring(nodes=size, graph_seed=seed, stage=stage) for stage, size in enumerate(sizes, 1)],
            channels,
            regime,
        )
        for seed in range(30)
    ]
    for found, (printed, tolerance) in zip(np.mean(counts, axis=0), (parameters, multiply_adds), strict=True):
        assert found == pytest.approx(printed, abs=tolerance)
