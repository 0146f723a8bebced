"""What the chapter on losses prints: every model is judged at its own threshold; no line is wider than a terminal."""

import numpy as np
import pytest

import datasets
from chapters.ch15_losses import CLASSIFIERS, SETTINGS, small_network, train_small
from chapters.material.losses.lesson_output import judged, print_agreement, print_judged, print_losses


@pytest.fixture(scope="module")
def tumours():
    return datasets.load("breast_cancer")


@pytest.fixture(scope="module")
def runs(tumours, tmp_path_factory):
    """Every model of the chapter, trained for three epochs."""
    settings = SETTINGS.with_flags({"epochs": 3, "runs_dir": tmp_path_factory.mktemp("losses")})
    recipes = {name: small_network(settings, **keywords) for name, keywords in CLASSIFIERS.items()}
    return train_small(recipes, tumours, settings)


def test_the_accuracy_of_the_training_is_that_at_the_threshold(runs, tumours):
    for run in runs:
        keywords = CLASSIFIERS[run.name]
        yes = run.model.predict(tumours.test.x, verbose=0)[:, 0] > keywords.get("threshold", 0.5)
        right = float(np.mean(yes == (tumours.test.y.reshape(-1) == 1)))
        values = judged(run)
        assert values["accuracy"] == pytest.approx(right), run.name
        assert run.metrics["test"]["accuracy"] == pytest.approx(right), run.name
        assert (values["log_loss"] is None) == (keywords.get("output_activation") == "linear"), run.name


def test_a_star_stands_where_the_metric_is_the_loss(runs, capsys):
    print_judged(runs)
    starred = [line for line in capsys.readouterr().out.splitlines() if line.endswith("*")]
    assert [line.split("  ")[0] for line in starred] == ["logistic regression", "network, cross-entropy"]


def test_what_is_special_about_a_model_is_printed(runs, capsys):
    print_judged(runs)
    lines = capsys.readouterr().out.splitlines()
    assert "linear regression: the classes are its targets, the numbers 0 and 1" in lines
    assert "with an L2 penalty: SVM (0.001); the others have none" in lines
    assert max(map(len, lines)) <= 80
    print_judged([run for run in runs if run.name == "logistic regression"])
    assert "L2" not in (printed := capsys.readouterr().out) and "numbers 0 and 1" not in printed


def test_agreement_of_answers(capsys):
    class Answered:
        def __init__(self, name, outputs):
            self.name = name
            self.task, self.output_kind, self.threshold = "binary", "probability", 0.5
            self.predictions = {"test_y": np.ones(len(outputs)), "test_prediction": np.array(outputs)[:, None]}

    print_agreement([Answered("a", [0.9, 0.8, 0.1, 0.2]), Answered("b", [0.7, 0.4, 0.3, 0.5])])
    assert "0.750" in capsys.readouterr().out


def test_the_table_of_losses_fits_a_terminal(capsys):
    print_losses()
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("hinge") and line.split()[-4:] == ["3.000", "1.500", "0.500", "0.000"] for line in lines)
    assert max(map(len, lines)) <= 80
