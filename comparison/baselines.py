"""What a network has to beat: the naive prediction, a uniform guess, and a plain scikit-learn model."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from comparison.metrics import KERAS_NAMES, judge, lower_is_better
from comparison.recorded import CROSS_ENTROPIES, loss_of
from comparison.rows import Row
from comparison.undefined import Undefined
from datasets.dataset import Dataset
from training.runs import Run

MOST_WORK = 1_000_000  # examples x features up to which a logistic regression is fitted in under two seconds


def baselines_of(row: Row, further: Sequence[Mapping[str, Any]] = ()) -> list[Mapping[str, Any]]:
    """What a row has to beat, on its own dataset and under its own loss.

    These are a uniform guess (classes only), those of the further ones that are of its dataset, and what its runs
    recorded.
    """
    recorded = {json.dumps(run.record.get("baseline"), sort_keys=True) for run in row.runs} - {"null"}
    uniform = [] if row.runs[0].task == "regression" else [uniform_guess(row.runs[0])]
    own = [_under(row.loss, baseline) for baseline in further if baseline.get("data", row.data) == row.data]
    return [*uniform, *own, *(json.loads(text) for text in sorted(recorded))]


def _under(loss: str, baseline: Mapping[str, Any]) -> Mapping[str, Any]:
    """The baseline, without its loss where that is another one than the row's."""
    if baseline.get("loss", loss) == loss or {baseline["loss"], loss} <= set(CROSS_ENTROPIES):
        return baseline
    splits = {split: baseline.get(split, {}) for split in ("validation", "test")}
    kept = {split: {key: value for key, value in values.items() if key != "loss"} for split, values in splits.items()}
    return {**baseline, **kept}


def table_baselines(
    groups: Mapping[str, Sequence[Row]], losses: Sequence[str], further: Sequence[Mapping[str, Any]] = ()
) -> list[dict[str, Any]]:
    """The baselines of a table, one for each prediction on each dataset.

    Args:
        groups: the name of a dataset -> the rows that were judged on it.
        losses: the columns of the table that are losses.
        further: from `sklearn_baseline`.

    Returns:
        Of each its name, made of `"rule"` and, where there are several datasets, `"data"`; `"rows"`, the labels of
        those that have to beat it; and its metrics of validation and test, in which a loss is called as its column is.
    """
    found: list[dict[str, Any]] = []
    for data, rows in groups.items():
        for row in rows:
            for baseline in baselines_of(row, further):
                column = "loss" if "loss" in losses else f"{row.loss} loss"
                rule, of = baseline["name"], data if len(groups) > 1 else ""
                name = f"{rule} ({of})" if of else rule
                splits = {
                    split: {column if key == "loss" else key: value for key, value in baseline.get(split, {}).items()}
                    for split in ("validation", "test")
                }
                for known in found:
                    if known["name"] == name and all(_agree(known[split], splits[split]) for split in splits):
                        known["rows"].append(row.label)
                        for split, values in splits.items():
                            known[split] |= values
                        break
                else:
                    found.append({"name": name, "rule": rule, "data": of, "rows": [row.label], **splits})
    return found


def _agree(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Whether two baselines differ nowhere by more than the table shows: the same rule under two losses, for one."""
    return all(abs(one[key] - other[key]) < 5e-5 for key in one.keys() & other.keys())


def uniform_guess(run: Run) -> dict[str, Any]:
    """Every class with probability 1/C: an expected accuracy of 1/C and, under cross-entropy, a loss of ln C."""
    classes = max(2, run.record.get("outputs") or len(run.record.get("class_names", ())))
    values = {"accuracy": 1 / classes}
    if loss_of(run) in CROSS_ENTROPIES:
        values["loss"] = math.log(classes)
    return {"name": f"uniform guess of {classes} classes", "validation": values, "test": values}


def beaten(values: Sequence[float], baseline: Mapping[str, Any], metric: str) -> bool:
    """Whether the mean of a row is better than the baseline on the test split; a baseline without the metric is."""
    bar = baseline.get("test", {}).get(metric)
    if bar is None:
        return True
    mean = sum(values) / len(values)
    return mean < bar if lower_is_better(metric) else mean > bar


def sklearn_baseline(data: Dataset) -> dict[str, Any]:
    """Fit a plain scikit-learn model on the training split; under two seconds on the bundled sets.

    Text: naive Bayes on the counts of tokens. Regression: ridge on the flattened features. Classes: logistic
    regression, or where examples x features exceed `MOST_WORK` a Gaussian discriminant with a shrunk covariance.

    Args:
        data: from `datasets.load`.

    Returns:
        What `compare(baselines=[...])` takes: names of the model, the dataset and the loss, and the metrics of
        validation and test under Keras' names.

    Raises:
        UserError: it is no dataset, or one from which nothing can be learned.
    """
    import sklearn.linear_model as linear
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from training.checks import check_data  # brings TensorFlow, as scikit-learn is slow to import

    check_data(data, 1)
    features = _counts if data.vocabulary is not None and data.train.x.dtype == np.int32 else _flat
    x = features(data.train.x, data)
    if data.task == "regression":
        name, model = "ridge regression (scikit-learn)", make_pipeline(StandardScaler(), linear.Ridge())
    elif features is _counts:
        name, model = "naive Bayes on token counts (scikit-learn)", MultinomialNB()
    elif x.size <= MOST_WORK:
        name = "logistic regression (scikit-learn)"
        model = make_pipeline(StandardScaler(), linear.LogisticRegression(max_iter=1_000))
    else:
        name = "linear discriminant (scikit-learn)"
        model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.1)
    target = data.train.y if data.task == "regression" else data.train.y.reshape(-1)
    model.fit(x, target)
    loss = "mean_squared_error" if data.task == "regression" else "sparse_categorical_crossentropy"
    result: dict[str, Any] = {"name": name, "data": data.name, "loss": loss}
    for split in ("validation", "test"):
        part = data.split(split)
        result[split] = _judged(model, features(part.x, data), part.y, data)
    return result


def _judged(model: Any, x: np.ndarray, y: np.ndarray, data: Dataset) -> dict[str, float]:
    if data.task == "regression":
        prediction = model.predict(x).reshape(len(x), -1)
    else:  # a class that does not occur in the training split has probability 0
        prediction = np.zeros((len(x), max(2, data.outputs)))
        prediction[:, model.classes_] = model.predict_proba(x)
        prediction = prediction[:, 1:] if data.outputs == 1 else prediction
    values = judge(y, prediction, data.task).values
    values["loss"] = values["mse" if data.task == "regression" else "log_loss"]
    keras_names = {own: keras for keras, own in KERAS_NAMES.items() if own in ("mse", "mae", "rmse")}
    return {keras_names.get(key, key): value for key, value in values.items() if not isinstance(value, Undefined)}


def _flat(x: np.ndarray, data: Dataset) -> np.ndarray:
    return np.asarray(x).reshape(len(x), -1)


def _counts(x: np.ndarray, data: Dataset) -> np.ndarray:
    """How often each token occurs, (n, tokens); padding is not counted."""
    size = len(data.vocabulary or ())
    result = np.zeros((len(x), size), np.float32)
    np.add.at(result, (np.arange(len(x))[:, None], np.asarray(x)), 1)
    result[:, 0] = 0
    return result
