"""The ranges of output activations as they are printed."""

from chapters.material.activations.curves import OUTPUTS
from chapters.material.activations.lesson_output import print_outputs


def test_what_an_output_is_to_a_task(capsys):
    print_outputs()
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if " sum " in line}
    assert set(OUTPUTS) == set(lines)
    assert "1.00 to  1.00" in lines["softmax"]
