"""What is bad for the functions of `comparison` and of the claims."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

import comparison
from bad_input import values
from bad_input.run_folders import World, small
from bad_input.targets import Later, Target, public
from bad_input.training_calls import NO_FOLDERS, WRONG_ARRAYS, no_dataset
from chapters import claims

SPLIT = values.word(("train", "validation", "test"))
TASK = values.word(("binary", "multiclass", "regression"))
COUNT = values.whole(1, huge=False)
Y, P = np.array([0, 1, 2, 1]), np.eye(3)[[0, 1, 2, 0]]
NO_TARGETS = st.one_of(
    values.odd(),
    st.sampled_from(values.ARRAYS),
    st.sampled_from(["x", 3, None, [], [0, 1], [0, 1, 2, 3], [1, 2, 3, 1], [-1, 0, 1, 2], [0.5, 0, 1, 2]]),
    st.sampled_from([["0", "1", "2", "1"], [0, 1, 2, float("nan")], [None] * 4, [[0, 1], [2]], np.ones((4, 3))]),
    st.sampled_from([np.ones((4, 2)), np.array([0, 1, 2, 10**18]), [10**400] * 4, [[0], [1], [2]]]),
)
NO_PREDICTIONS = st.one_of(
    values.odd(),
    st.sampled_from(values.ARRAYS),
    st.sampled_from(["x", 3, None, [], [0, 1, 2, 1], P[:2], P * np.nan, P[:, :2], P[:, :1], P + np.inf]),
    st.sampled_from([[["a"] * 3] * 4, [[None] * 3] * 4, np.zeros((4, 0)), np.zeros((0, 3)), [10**400] * 4]),
)
NO_CLASS_NAMES = [
    "abc", ("a",), ("a", "b"), 3, ("a", "a", "b"), [None] * 3, object(), values.Silent(), values.Endless(),
    {"a", "b", "c"}, [values.Untextual()] * 3,
]  # fmt: skip
NO_SCORES = st.one_of(
    values.no_number(), st.sampled_from([("a",), (None,), (np.nan,), (np.inf,), 10**400, ([1],), [[1.0, 2.0]]])
)
NO_RUN = values.no_number()
NO_RUNS = st.one_of(values.no_number(), st.sampled_from([[3], [None], ["runs/a"], [values.Silent()]]))
NO_PAIRS = [
    3, "abc", [3], [()], [("a",)], [("accuracy", "a", "b")], [(1, 2)], [("a", "b", "c", "d")], [(None, None)], ["ab"],
    [("digits", "digits")], [([], [])],
]  # fmt: skip
NO_BASELINES = [3, "a", [3], [{}], [{"name": 3}], [None], [{"test": {}}]]
NO_PICTURES = [
    [], [[]], [[None]], [[3]], ["ab"], [[np.zeros(3)]], [[np.full((3, 3), np.nan)]], [[np.array([["a"]])]],
    [[np.zeros((0, 0))]],
]  # fmt: skip
NO_FUNCTION = values.odd(functions=False).filter(lambda value: not callable(value) or isinstance(value, values.Silent))
NO_POINT = st.sampled_from([None, "x", [[1], [2, 3]], [np.nan], [None], np.inf, object(), "1", b"1", {"a": 1}])
MULTICLASS = {"run": Later(lambda world: world.runs["multiclass"])}
DIGITS = {"data": Later(lambda _: small("digits"))}
PATH = {"path": "x.png"}
NO_DATA = st.sampled_from(no_dataset())


def _runs(task: str) -> dict[str, Any]:
    return {"runs": Later(lambda world: [world.runs[task]])}


def _table(world: World) -> comparison.Comparison:
    return comparison.compare([world.runs["multiclass"]])


def _of_table(method: str, right: dict[str, Any], **bad: values.Values) -> Target:
    return Target(f"Comparison.{method}", Later(lambda world: getattr(_table(world), method)), right, bad)


def _no_metric(known: tuple[str, ...]) -> values.Values:
    return values.word(known).filter(lambda value: not isinstance(value, str) or value != "")


NUMBERS = [
    public(
        comparison,
        "judge",
        {"y": Y, "prediction": P, "task": "multiclass"},
        y=NO_TARGETS,
        prediction=NO_PREDICTIONS,
        task=TASK,
        class_names=st.sampled_from(NO_CLASS_NAMES),
        threshold=values.number(),
    ),
    public(
        comparison,
        "judge",
        {"y": [0, 1], "prediction": [0.2, 0.7], "task": "binary"},
        y=NO_TARGETS,
        prediction=NO_PREDICTIONS,
        threshold=values.number(),
    ),
    public(
        comparison,
        "judge",
        {"y": [0.5, 1, 2, 3, 4], "prediction": [0.2, 0.7, 3, 4, 5], "task": "regression"},
        y=NO_TARGETS,
        prediction=NO_PREDICTIONS,
    ),
    public(
        comparison,
        "calibration",
        {"y": Y, "prediction": P},
        y=NO_TARGETS,
        prediction=NO_PREDICTIONS,
        bins=values.whole(1, 1_000_000),
    ),
    *(
        public(
            comparison,
            name,
            {"positive": [0, 1, 1], "score": [0.1, 0.7, 0.3]},
            positive=st.one_of(values.no_number(), st.sampled_from([[0, 1], [0, 2, 1], [0, 0, 0], [], ["a"] * 3])),
            score=st.one_of(values.no_number(), st.sampled_from([[0.1, np.nan, 1], [1], [], ["a"] * 3, [None] * 3])),
        )
        for name in ("roc_curve", "precision_recall_curve")
    ),
    public(
        comparison,
        "spread",
        {},
        values=st.one_of(
            values.no_number(),
            st.sampled_from([[[1, 2]], [[1], [2]], [[1, 2], [3]], [[1, np.nan], [1, 2]], 3, [1, 2, 3]]),
        ),
    ),
    public(
        comparison,
        "finite_differences",
        {"function": np.sum, "at": [1.0, 2.0]},
        function=NO_FUNCTION,
        at=NO_POINT,
        width=values.number(above=0.0),
    ),
    public(comparison, "loss_table", {}, scores=NO_SCORES),
]
RUNS = [
    public(comparison, "run_metrics", MULTICLASS, run=NO_RUN, threshold=values.number()),
    public(
        comparison,
        "compare",
        _runs("multiclass"),
        runs=NO_RUNS,
        primary=st.one_of(values.odd(none=False), st.sampled_from(NO_PAIRS)),
        baselines=st.one_of(values.odd(none=False), st.sampled_from(NO_BASELINES)),
    ),
    public(comparison, "sklearn_baseline", {}, data=st.one_of(values.no_number(), WRONG_ARRAYS)),
    _of_table(
        "difference",
        {"metric": "accuracy", "a": "digits", "b": "digits"},
        metric=values.word(("accuracy", "loss")),
        a=values.word(("digits",)),
        b=values.word(("digits",)),
    ),
    _of_table("plot", {}, path=values.unwritable()),
    _of_table("save", {}, folder=st.one_of(values.no_path(), st.sampled_from(NO_FOLDERS))),
]
FIGURES = [
    public(
        comparison,
        "plot_bars",
        {"table": Later(_table), **PATH},
        table=NO_RUN,
        path=values.unwritable(),
        metric=_no_metric(("accuracy", "loss")),
    ),
    public(comparison, "plot_confusion", {**MULTICLASS, **PATH}, run=NO_RUN, path=values.unwritable(), split=SPLIT),
    *(
        public(comparison, name, {**_runs("binary"), **PATH}, runs=NO_RUNS, path=values.unwritable(), split=SPLIT)
        for name in ("plot_calibration", "plot_ranking")
    ),
    public(
        comparison,
        "plot_loss_and_metric",
        {**MULTICLASS, **PATH},
        run=NO_RUN,
        path=values.unwritable(),
        metric=_no_metric(("accuracy",)),
    ),
    public(comparison, "worst_mistakes", MULTICLASS, run=NO_RUN, count=COUNT, split=SPLIT),
    public(
        comparison,
        "plot_mistakes",
        {**MULTICLASS, **DIGITS, **PATH},
        run=NO_RUN,
        data=NO_DATA,
        path=values.unwritable(),
        count=COUNT,
        split=SPLIT,
    ),
    public(
        comparison, "mistaken_texts", {**MULTICLASS, **DIGITS}, run=NO_RUN, data=WRONG_ARRAYS, count=COUNT, split=SPLIT
    ),
    public(
        comparison,
        "plot_forecasts",
        {**_runs("regression"), "data": Later(lambda _: small("waves")), **PATH},
        runs=NO_RUNS,
        data=WRONG_ARRAYS,
        path=values.unwritable(),
        count=COUNT,
        split=SPLIT,
    ),
    public(
        comparison,
        "picture_grid",
        {"rows": [[np.zeros((3, 3))]], **PATH},
        rows=st.one_of(values.no_number(), st.sampled_from(NO_PICTURES)),
        path=values.unwritable(),
    ),
    public(
        comparison,
        "print_columns",
        {"header": ["a"], "rows": [["b"]]},
        header=st.sampled_from([3, None, {"a"}, values.Silent(), object()]),
        rows=st.sampled_from([3, None, [3], [["a", "b"]], [[]], values.Silent(), [values.Silent()]]),
    ),
]
NO_CLAIM = values.word(("a",))
CLAIMS = [
    public(claims, "check", {"value": 1}, claim_id=NO_CLAIM),
    public(claims, "check", {"claim_id": "overfitting-dropout"}, value=values.no_number(none=False)),
    public(claims, "named", {}, claim_id=NO_CLAIM),
    public(claims, "not_tested", {"reason": "x"}, claim_id=NO_CLAIM),
]
JUDGING = [*NUMBERS, *RUNS, *FIGURES, *CLAIMS]
