"""Tables of what can be compared only in part: other datasets, losses, metrics, penalties, tasks."""

import json
import math
from functools import partial

import numpy as np
import pytest

import comparison
import datasets
import models
import training
from comparison.__main__ import main
from runtime.errors import UserError, exit_code

CROSS_ENTROPY = "sparse_categorical_crossentropy"


def test_each_row_has_the_baselines_of_its_own_dataset(run_of):
    table = comparison.compare([run_of("a", right=0.3), run_of("b", data="iris", classes=3, right=0.31)])
    assert table.unbeaten == [
        ("b", "uniform guess of 3 classes (iris)"), ("b", "class frequencies (iris)"),
    ]  # fmt: skip
    assert [row[0] for row in table.cells[2:]] == [
        "baseline: uniform guess of 10 classes (digits)", "baseline: class frequencies (digits)",
        "baseline: uniform guess of 3 classes (iris)", "baseline: class frequencies (iris)",
    ]  # fmt: skip


def test_a_baseline_beside_several_datasets_says_of_which_it_is(run_of):
    runs = [run_of("a", right=0.3), run_of("b", data="iris", classes=3, right=0.3)]
    further = {"name": "trees", "data": "digits", "loss": CROSS_ENTROPY, "test": {"accuracy": 0.8, "loss": 0.5}}
    table = comparison.compare(runs, baselines=[further])
    assert [row for row, name in table.unbeaten if name.startswith("trees")] == ["a"]
    with pytest.raises(UserError, match="say with 'data' which"):
        comparison.compare(runs, baselines=[{"name": "trees", "test": {"accuracy": 0.8}}])


def test_each_loss_has_a_column_of_its_own(run_of):
    huber = {"name": "huber_loss", "reduction": "sum_over_batch_size", "delta": 0.3}
    table = comparison.compare([run_of("a"), run_of("b", loss="hinge"), run_of("c", loss=huber)])
    assert table.losses == [f"{CROSS_ENTROPY} loss", "hinge loss", "huber_loss delta 0.3 loss"]
    of_a, of_b, of_c = (dict(zip(table.header, cells, strict=True)) for cells in table.cells[:3])
    assert (of_a["hinge loss test"], of_b["hinge loss test"], of_c["hinge loss test"]) == ("-", "1.0000", "-")
    assert of_c["huber_loss delta 0.3 loss test"] == "1.0000"
    assert "loss test" not in table.header
    assert "different losses" in table.note
    assert "without a common scale" in table.difference("loss gap", "a", "b").untested
    # ln C is the loss of a uniform guess under cross-entropy alone; one line has what the rule costs under each loss
    uniform, frequencies = (dict(zip(table.header, cells, strict=True)) for cells in table.cells[3:])
    assert uniform[f"{CROSS_ENTROPY} loss test"] == f"{math.log(10):.4f}"
    assert uniform["hinge loss test"] == ""
    assert frequencies["hinge loss test"] == "2.0000"


def test_the_same_loss_as_object_and_as_name_is_one(run_of):
    written = {"name": CROSS_ENTROPY, "reduction": "sum_over_batch_size", "from_logits": False, "axis": -1}
    assert comparison.compare([run_of("a"), run_of("b", loss=written)]).losses == ["loss"]


@pytest.mark.parametrize("further", [{"reduction": "sum"}, {"ignore_class": 0}, {"label_smoothing": 0.1}])
def test_a_loss_of_other_examples_or_of_their_sum_is_another(run_of, further):
    written = {"name": CROSS_ENTROPY, "reduction": "sum_over_batch_size", "from_logits": False, **further}
    assert len(comparison.compare([run_of("a"), run_of("b", loss=written)]).losses) == 2


def test_a_loss_that_somebody_named_is_not_one_of_that_name(run_of):
    squared = {"class_name": "MeanSquaredError", "name": "mine", "reduction": "sum_over_batch_size"}
    runs = [run_of("a", loss=squared), run_of("b", loss={**squared, "class_name": "MeanAbsoluteError"})]
    assert comparison.compare(runs).losses == ["mean_squared_error loss", "mean_absolute_error loss"]
    assert comparison.compare([runs[0], run_of("c", loss={"name": "MeanSquaredError"})]).losses == ["loss"]


def test_a_run_without_a_metric_has_a_dash_and_the_others_metric_judges_nothing(run_of):
    runs = [run_of(name, seed=seed) for seed in range(5) for name in ("a", "b")]
    runs += [run_of("c", seed=seed, metrics={"auc": 0.7, "loss": 1.0}) for seed in range(5)]
    table = comparison.compare(runs)
    cells = {row[0]: dict(zip(table.header, row, strict=True)) for row in table.cells}
    assert table.metrics == ["accuracy", "auc", "loss"]
    assert (cells["c"]["accuracy test"], cells["a"]["auc test"]) == ("-", "-")
    assert table.metric_of(table.rows) == "loss"  # the only number that all of them have
    assert {difference.metric for difference in table.verdicts} == {"loss"}


def test_rows_without_a_common_metric_are_not_judged(run_of, tmp_path):
    runs = [run_of("a", seed=seed) for seed in range(5)]
    runs += [run_of("b", seed=seed, loss="hinge", metrics={"auc": 0.7, "loss": 1.0}) for seed in range(5)]
    table = comparison.compare(runs)
    assert table.metric_of(table.rows) is None
    assert table.verdicts == []
    assert "no metric in common" in table.note
    assert "Best" not in table.note
    with pytest.raises(UserError, match="declare each comparison"):
        comparison.compare(runs, primary=[("a", "b")])
    with pytest.raises(UserError, match="row 'b' has no metric 'accuracy'"):
        table.rows[1].values("test", "accuracy")


def test_a_winner_is_one_of_the_same_test_examples(run_of):
    seeds = range(5)
    runs = [run_of(name, seed=seed, right=right) for seed in seeds for name, right in (("a", 0.9), ("b", 0.5))]
    runs += [run_of("c", seed=seed, data="iris", classes=3, right=1.0) for seed in seeds]
    table = comparison.compare(runs)
    assert [(difference.a, difference.b) for difference in table.verdicts] == [("a", "b")]
    assert table.difference("accuracy", "a", "b").comparisons == 1  # c is not one that could be picked
    assert "Best on digits by accuracy test: a." in table.note
    others = [run_of("d", seed=seed, examples=200, right=1.0) for seed in seeds]
    assert list(comparison.compare([*runs[:10], *others]).groups) == ["digits, test set 1", "digits, test set 2"]


def test_errors_are_better_when_they_are_small():
    from comparison.metrics import lower_is_better

    names = ("mean_absolute_percentage_error", "binary_crossentropy", "squared_hinge", "kl_divergence", "hinge loss")
    assert all(map(lower_is_better, (*names, "false_positives", "penalty")))
    assert not any(map(lower_is_better, ("accuracy", "auc", "cosine_similarity", "r2_score", "true_positives")))


@pytest.fixture(scope="module")
def penalised(tmp_path_factory):
    """The same network with and without a penalty, and one of another task and dataset, in one folder."""
    folder = tmp_path_factory.mktemp("runs")
    iris, network = datasets.load("iris"), partial(models.dense, hidden=(8,))
    recipes = {"plain": network, "decayed": partial(network, l2=0.05)}
    runs = training.fit_all(recipes, iris, seeds=1, epochs=2, folder=folder, verbose=0)
    return [*runs, training.fit(network, datasets.load("diabetes"), name="line", epochs=1, folder=folder, verbose=0)]


def test_the_data_loss_and_the_penalty_are_columns_of_their_own(penalised, tmp_path):
    table = comparison.compare(penalised[:2])
    plain, decayed = (dict(zip(table.header, cells, strict=True)) for cells in table.cells[:2])
    run = penalised[1]
    truth = run.predictions["test_prediction"][np.arange(len(run.predictions["test_y"])), run.predictions["test_y"]]
    assert float(decayed["loss test"]) == pytest.approx(-np.log(truth).mean(), abs=1e-4)
    kernels = [weights for weights in run.model.get_weights() if weights.ndim == 2]
    by_hand = 0.05 * sum(np.square(kernel).sum() for kernel in kernels)
    assert float(decayed["penalty"]) == pytest.approx(by_hand, abs=1e-4)
    assert plain["penalty"] == "-"
    assert run.metrics["test"]["loss"] == pytest.approx(float(decayed["loss test"]) + by_hand, abs=2e-4)
    assert "without the penalty" in table.note
    assert table.as_list()[1]["test"] == run.metrics["test"]  # Keras' own loss, and the penalty beside it
    assert table.difference("loss", "plain", "decayed").difference == pytest.approx(
        float(plain["loss test"]) - float(decayed["loss test"]), abs=2e-4
    )
    assert table.plot(tmp_path / "figure.png").stat().st_size > 1_000


def test_a_penalty_of_zero_is_none(tmp_path):
    run = training.fit(partial(models.dense, hidden=(8,), l2=0.0), datasets.load("iris"), epochs=1, folder=tmp_path)
    vars(run)["metrics"] = {split: {**values, "penalty": 0.0} for split, values in run.metrics.items()}
    table = comparison.compare([run])
    assert not table.has_penalty
    assert "penalty" not in table.header
    assert "penalt" not in table.note


def test_the_command_prints_a_table_for_each_task_and_dataset(penalised, tmp_path, capsys):
    folder = penalised[0].folder.parent
    assert exit_code(main, [str(folder), "--output", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    headings = [
        f"diabetes (regression, {len(penalised[2].predictions['test_y'])} test examples)",
        "iris (multiclass, 30",
    ]
    assert printed.index(headings[1]) < printed.index(headings[0])  # in the order of their first runs
    figures = sorted(path.relative_to(tmp_path).parts for path in tmp_path.rglob("comparison.png"))
    assert [folder.split("-")[:3] for folder, _ in figures] == [
        ["1", "iris", "multiclass"], ["2", "diabetes", "regression"],
    ]  # fmt: skip
    assert exit_code(main, [str(folder), "--json"]) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == ["decayed", "plain", "line"]
    with pytest.raises(UserError, match="different tasks"):
        comparison.compare(penalised)


def test_folders_set_aside_as_damaged_are_one_line(penalised, tmp_path, capsys):
    for name in ("a.damaged", "a.damaged-2", "b.damaged"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text("{", encoding="utf-8")
    assert exit_code(main, [str(penalised[0].folder), str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert "3 set aside as damaged" in printed.err


def test_figures_of_mixed_tables(run_of, tmp_path):
    runs = [run_of("a"), run_of("b", loss="hinge", metrics={"auc": 0.7, "loss": 1.0})]
    for run in runs:
        run.record["provenance"] = {"form": "sample", "sha256": "0" * 64}
    table = comparison.compare(runs)
    assert table.plot(tmp_path / "overview.png").is_file()
    assert comparison.plot_bars(table, tmp_path / "bars.png", "auc").is_file()
    with pytest.raises(UserError, match="metric 'f1' is unknown"):
        comparison.plot_bars(table, tmp_path / "bars.png", "f1")
