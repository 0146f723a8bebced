"""What a run recorded, by the names that a table has for it: metrics, the loss of the data, and the penalty beside it.

Keras' loss is the loss of the data plus the penalties of the layers. Only the first says how well the data are fitted,
so the table has the two apart. Losses of different kinds have no common scale; where a table has several, each is
called by its name: `"hinge loss"`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from training.runs import Run

PENALTY = "penalty"
CROSS_ENTROPIES = ("binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy")
"""Their mean over the examples is the log loss."""
CHANGES_NO_SCALE = ("name", "class_name", "axis", "from_logits")  # scores or probabilities: one loss
USUAL = {"label_smoothing": (0.0,), "apply_class_balancing": (False,), "ignore_class": (None,)}
MEANS = ("sum_over_batch_size", "mean", "mean_with_sample_weight", "none", None)
"""Reductions that give the mean of the examples; the sum has another scale."""


def is_loss(metric: str) -> bool:
    """Whether it is a loss of the data: `"loss"`, or one by its name."""
    return metric == "loss" or metric.endswith(" loss")


def loss_of(run: Run) -> str:
    """The loss that a run was trained with: its name, and what else gives it another scale: `huber_loss delta 0.3`."""
    loss = run.settings["loss"]
    if not isinstance(loss, dict):
        return str(loss)
    usual = {**USUAL, "reduction": MEANS}
    further = {
        key: value for key, value in loss.items() if key not in CHANGES_NO_SCALE and value not in usual.get(key, ())
    }
    name = str(loss.get("class_name", loss.get("name", "own")))
    if "code" not in loss:  # Keras' class and function of a loss are one
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return " ".join([name, *(f"{key} {value}" for key, value in further.items())])


def recorded(run: Run, split: str, metric: str) -> float | None:
    """A number of `metrics.json`; None where the run has none of that name.

    Args:
        run: a run.
        split: one of its splits.
        metric: `"loss"` is that of the data, without the penalty; `"hinge loss"` too, of a run that has this loss.
    """
    values = run.metrics[split]
    if metric != "loss" and metric in values:
        return values[metric]
    if metric in ("loss", f"{loss_of(run)} loss"):
        return values["loss"] - values[PENALTY] if PENALTY in values else values["loss"]
    return None


def metrics_of(runs: Sequence[Run]) -> list[str]:
    """The metrics of all runs, those first that every run has; at the end the loss, or each loss by its name."""
    found = dict.fromkeys(name for run in runs for name in run.metrics["test"] if name not in ("loss", PENALTY))
    common = [name for name in found if all(name in run.metrics["test"] for run in runs)]
    losses = list(dict.fromkeys(map(loss_of, runs)))
    named = ["loss"] if len(losses) == 1 else [f"{loss} loss" for loss in losses]
    return [*common, *(name for name in found if name not in common), *named]
