"""The printed table of parameters fits a terminal of 80 columns."""

from chapters.ch05_convolutional_networks import SIDES, count_parameters
from chapters.material import images as material


def test_the_table_of_parameters_is_narrow_and_shows_the_growth(capsys):
    material.print_parameters({side: count_parameters(side, 3, 1_000) for side in SIDES}, 3)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    growth = {line[:20].strip(): line.split()[-1] for line in lines[3:-1]}
    assert 3.9 < float(growth["dense"]) < 4  # the first layer four times as large, the others as before
    assert growth["convolutions alone"] == "1.00"
