"""What `datasets.load` returns: three splits, their description, and the order in which training sees them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from datasets.rows import Indexable, Rows, blocks, features
from runtime.arguments import LARGEST, is_whole_number, shown, whole_number
from runtime.backend import tf
from runtime.errors import UserError
from runtime.notebook import html_lines, html_table

if TYPE_CHECKING:
    import tensorflow

Task = Literal["binary", "multiclass", "regression"]


@dataclass(frozen=True, init=False)
class Split:
    """Examples and their targets.

    Attributes:
        x: features, float32 already scaled for a network, or int32 token ids with 0 for padding; one row an example.
            Those of a file in `np.memmap`, or of an object with `__len__` and `__getitem__` that gives the features of
            an example by its number, are not read into memory: they are `datasets.rows.Rows`, which gives arrays.
        y: targets: int32 class indices of shape (n,), or float32 values of shape (n, outputs); an array in memory.

    Raises:
        UserError: the features are a generator, or something else that gives examples only one after the other.
    """

    x: np.ndarray
    y: np.ndarray

    def __init__(self, x: np.ndarray | Indexable, y: np.ndarray) -> None:
        object.__setattr__(self, "x", features(x))
        object.__setattr__(self, "y", y)

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Provenance:
    """Where the bytes came from.

    Attributes:
        source: a name or address a reader can follow.
        sha256: of the file or content that was read, hexadecimal.
        licence: what is known about the terms of use.
        form: `"sample"` or `"full"`.
        note: how a sample was drawn, or what else a reader should know.
    """

    source: str
    sha256: str
    licence: str
    form: Literal["sample", "full"]
    note: str = ""

    def as_dict(self) -> dict[str, str]:
        """The attributes, for `run.json`."""
        return asdict(self)


@dataclass(frozen=True)
class Baseline:
    """What one can predict without a model: a network that is not better has learned nothing.

    Attributes:
        name: `"class frequencies"`, `"mean"` or `"last value"`.
        values: what is predicted for every example, shape (outputs,); None for `"last value"`.
    """

    name: str
    values: np.ndarray | None

    def predict(self, x: np.ndarray, outputs: int) -> np.ndarray:
        """Predictions of shape (len(x), outputs), in the form in which a network gives them."""
        if self.values is None:
            return np.repeat(np.concatenate([part[:, -1, :1] for part in (x[:0], *blocks(x))]), outputs, axis=1)
        return np.broadcast_to(self.values, (len(x), outputs)).astype(np.float32)


@dataclass(frozen=True)
class Dataset:
    """Three splits and their description. Frozen: `take` gives a new one.

    Attributes:
        name: as given to `datasets.load`.
        task: `"binary"`, `"multiclass"` or `"regression"`: the lecture's three rows of output activations.
        train, validation, test: the splits.
        input_shape: of one example, without the batch.
        outputs: units of the last layer: 1 for binary, the number of classes, or the number of predicted values.
        class_names: one a class, empty for a regression.
        vocabulary: token of each id, for text; the first stands for padding.
        baseline: the naive prediction of its kind, from the training split.
        provenance: where the bytes came from.
        options: what `load` was told beside the name, and what was taken since: part of a run's settings.
    """

    name: str
    task: Task
    train: Split
    validation: Split
    test: Split
    input_shape: tuple[int, ...]
    outputs: int
    class_names: tuple[str, ...]
    baseline: Baseline
    provenance: Provenance
    vocabulary: tuple[str, ...] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        sizes = " / ".join(f"{len(part):,}" for part in (self.train, self.validation, self.test))
        return f"Dataset({self.name!r}, {self.task}, {sizes} of {self.input_shape}, {self.provenance.form})"

    def _repr_html_(self) -> str:
        """What a notebook shows: what the dataset is for, its splits, and where it came from."""
        about = f"{self.name}: {self.task}, outputs: {self.outputs}"
        if self.class_names:
            about += f"\nclasses: {', '.join(self.class_names)}"
        splits = {"train": self.train, "validation": self.validation, "test": self.test}
        rows = [[name, f"{len(part):,}", f"{part.x.shape}", f"{part.y.shape}"] for name, part in splits.items()]
        source = f"{self.provenance.form}: {self.provenance.note}\n{self.provenance.source}"
        return (
            html_lines(about) + html_table(["split", "examples", "shape of x", "shape of y"], rows) + html_lines(source)
        )

    def split(self, name: str) -> Split:
        """The split of that name.

        Raises:
            UserError: it is none of `"train"`, `"validation"` and `"test"`.
        """
        if not isinstance(name, str) or name not in ("train", "validation", "test"):
            raise UserError(f"split {shown(name)} does not exist; choose train, validation or test")
        return getattr(self, name)

    def take(self, n: int) -> Dataset:
        """The same dataset with `n` training examples.

        Nested: what `take(100)` holds, `take(1000)` holds too. Balanced: for classes, the counts differ by at most
        one as long as no class runs out. Examples keep their order; validation and test stay whole. What is taken is in
        memory, wherever the examples were.

        Raises:
            UserError: `n` is below 1 or above the number of training examples.
        """
        if not is_whole_number(n) or not 1 <= n <= len(self.train):
            raise UserError(
                f"{self.name} has {len(self.train):,} training examples; take between 1 and that, not {shown(n)}"
            )
        n = int(n)  # NumPy's would not go into run.json
        chosen = np.arange(n)
        if self.task != "regression":
            # The k-th example of each class comes before the (k+1)-th of any.
            rank = np.empty(len(self.train), np.int64)
            for label in np.unique(self.train.y):
                of_class = np.flatnonzero(self.train.y == label)
                rank[of_class] = np.arange(len(of_class))
            chosen = np.sort(np.argsort(rank, kind="stable")[:n])
        train = Split(self.train.x[chosen], self.train.y[chosen])
        return replace(self, train=train, options={**self.options, "examples": n})

    def order(self, seed: int, epoch: int) -> np.ndarray:
        """The order of the training examples in one epoch: indices of shape (n,), int64.

        A pure function: another permutation every epoch and every seed, the same in every process.
        """
        seed, epoch = whole_number("seed", seed, 0), whole_number("epoch", epoch, 0)
        return np.random.default_rng([seed, epoch]).permutation(len(self.train))

    def batches(
        self,
        split: str,
        batch_size: int,
        *,
        seed: int | None = None,
        epoch: int | Callable[[], int] = 0,
        first_step: int = 0,
    ) -> tensorflow.data.Dataset:
        """A `tf.data.Dataset` of `(x, y)` batches; the last one may be short, none is dropped.

        Its cardinality is known: with an unknown one, Keras 3.15 runs part of one more step at every epoch's end.

        Args:
            split: `"train"`, `"validation"` or `"test"`.
            batch_size: examples a batch.
            seed: shuffle as `order(seed, epoch)` says (training split only); None keeps the split's order.
            epoch: a number, or a function asked for it each time an iterator starts.
            first_step: leave out so many batches at the start; at most all of them.

        Raises:
            UserError: there is no such split, or a number is none.
        """
        part, batch_size = self.split(split), whole_number("batch_size", batch_size, 1, LARGEST)
        steps = math.ceil(len(part) / batch_size)
        first_step = whole_number("first_step", first_step, 0, steps)
        seed = None if seed is None else whole_number("seed", seed, 0)
        epoch = epoch if callable(epoch) else whole_number("epoch", epoch, 0)
        read = isinstance(part.x, Rows)  # else they are in memory

        def rows(order: tensorflow.Tensor) -> tensorflow.data.Dataset:
            """The indices of each batch: whole batches as one table, which is faster than slicing, then the rest."""
            whole = len(part) // batch_size
            table = tf.reshape(order[: whole * batch_size], (whole, batch_size))
            indices = tf.data.Dataset.from_tensor_slices(table[first_step:])
            if first_step < steps and whole < steps:
                indices = indices.concatenate(tf.data.Dataset.from_tensors(order[whole * batch_size :]))
            return indices

        if seed is None:
            indices = rows(tf.range(len(part), dtype=tf.int64))
        elif split != "train":
            raise UserError(f"only the training split is shuffled; leave out seed for {split}")
        else:

            def order_now(_: np.ndarray) -> np.ndarray:
                return self.order(seed, epoch() if callable(epoch) else epoch)

            once = tf.data.Dataset.from_tensors(0)
            indices = once.flat_map(
                lambda zero: rows(tf.ensure_shape(tf.numpy_function(order_now, [zero], tf.int64), (len(part),)))
            )
        indices = indices.apply(tf.data.experimental.assert_cardinality(steps - first_step))
        # The arrays travel beside the indices: captured by the function they would be serialized with its graph.
        arrays = tf.data.Dataset.from_tensors((part.y,) if read else (part.y, part.x)).repeat()

        def batch(chosen: tensorflow.Tensor, arrays: tuple[tensorflow.Tensor, ...]) -> tuple[tensorflow.Tensor, ...]:
            y, *x = (tf.gather(array, chosen) for array in arrays)
            if not read:
                return x[0], y
            found = tf.numpy_function(part.x.__getitem__, [chosen], part.x.dtype)
            return tf.ensure_shape(found, (*chosen.shape, *part.x.shape[1:])), y

        stream = tf.data.Dataset.zip(indices, arrays).map(
            batch, num_parallel_calls=1 if read else tf.data.AUTOTUNE, deterministic=True
        )
        options = tf.data.Options()
        options.experimental_optimization.apply_default_optimizations = False  # they cost more than they save here
        return stream.with_options(options).prefetch(1 if read else tf.data.AUTOTUNE)
