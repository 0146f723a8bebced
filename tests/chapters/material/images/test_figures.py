"""Figures of images: maps of both convolutions by the network's own layers, and shuffled images that are the same."""

import datasets
from chapters.ch05_convolutional_networks import SIDES, count_parameters, shuffled, small_cnn
from chapters.material.images.figures import draw_figures


def test_pictures(tmp_path):
    data = datasets.load("digits")
    counts = {side: count_parameters(side, 1, 10) for side in SIDES}
    figures = draw_figures(small_cnn((8, 8, 1), 10, "multiclass"), data, shuffled(data), counts, tmp_path)
    assert [figure.name for figure in figures] == ["shuffled.png", "feature_maps.png", "parameters.png"]
    assert all(figure.read_bytes().startswith(b"\x89PNG") for figure in figures)
