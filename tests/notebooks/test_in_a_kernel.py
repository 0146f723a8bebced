"""What a person sees who uses the packages in a notebook; in a real kernel."""

import pytest

SETUP = """
import sys
from functools import partial
import chapters
import comparison, datasets, models, training
typed = list(sys.argv)
data = datasets.load("digits").take(100)
"""
TRAIN = """
hostile = {"<script>alert(1)</script>": partial(models.dense, hidden=(8,)), "b": partial(models.dense, hidden=(4,))}
runs = training.fit_all(hostile, data, epochs=3)
table = comparison.compare(runs)
"""


def html_of(outputs):
    [output] = outputs
    html = output.data["text/html"]
    assert "<table>" in html
    assert "<script" not in html
    assert len(output.data["text/plain"]) < 120
    return html


@pytest.mark.notebooks
def test_things_show_themselves_and_a_mistake_is_one_sentence(execute):
    _, training, data, run, table, printed, figure, wrong, one, two = execute(
        SETUP, TRAIN, "data", "runs[0]", "table", "table.print()", "table.plot()",
        "datasets.load('digitz')", "comparison.plot_bars(table)", "runs[0].metrics['nonsense']",
    )  # fmt: skip
    lines = [output for output in training if output.output_type == "display_data"]  # one that was updated, a training
    assert [line.data["text/plain"].split(":")[0] for line in lines] == ["  epoch 3/3", "  epoch 3/3"]
    assert not [output for output in training if "epoch 1/3" in output.get("text", "")]
    assert "digits: multiclass" in html_of(data)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;, seed 0" in html_of(run)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html_of(table)
    assert html_of(printed) == html_of(table)
    assert [picture.data["image/png"][:5] for [picture] in (figure, one)] == ["iVBOR", "iVBOR"]
    assert wrong[0].traceback == ["error: dataset 'digitz' is unknown; did you mean digits?"]
    assert len(two[0].traceback) > 1, "what is no mistake of the user keeps its traceback"


@pytest.mark.notebooks
def test_a_lesson_runs_in_a_cell(execute):
    lesson = "%run -m chapters.ch01_linear_regression --"
    _, bad, good, again, unknown, left = execute(
        SETUP, f"{lesson} --quick --epochs many", f"{lesson} --quick", f"{lesson} --help",
        "%run -m chapters -- run ch99", "sys.argv == typed",
    )  # fmt: skip
    for outputs, sentence in ((bad, "'many' is no whole number"), (unknown, "chapter 'ch99' is unknown")):
        [said] = outputs
        assert (said.output_type, said.name) == ("stream", "stderr")
        assert said.text.startswith("error: ")
        assert sentence in said.text
        assert said.text.count("\n") == 1
    for outputs in (good, again):
        assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    assert [output for output in good if "<table>" in output.get("data", {}).get("text/html", "")]
    assert left[0].data["text/plain"] == "True"
