"""What is printed of costs and of how far the trainings came."""

import pytest

from chapters.material.gallery.lesson_output import print_how_far


@pytest.mark.parametrize(("random", "behind"), [(0.7, True), (0.9, False)])
def test_that_random_networks_are_behind_is_said_where_they_are(table_of, capsys, random, behind):
    print_how_far(table_of({"ResNet": 0.8, "WS graph 0": random}))
    printed = capsys.readouterr().out
    said = " ".join(printed.split())
    assert f"After 10 steps the random networks classify {random + 0.002:.4f}" in said and "ResNet 0.8020" in said
    assert ("too short for them" in said) == behind
    assert max(map(len, printed.splitlines())) <= 80
    print_how_far(table_of({"VGG": 0.8, "WS graph 0": random}))
    assert not capsys.readouterr().out
