"""A training step on several devices that comes to what one device comes to.

Each device computes the outputs of its share of the batch. The outputs are brought together, and loss and metrics are
computed from those of the whole batch, as on one device: a mean over the batch stays one, whatever the shares. The
gradient of the loss goes back through the shares, and the gradients are added up.

Keras' own `fit` under `tf.distribute` averages the means of the devices, which is another number where the shares are
uneven, and needs private changes for several machines. Here the weights are those of an ordinary model on the first
device of each process: callbacks, checkpoints and files need to know nothing of the others. `tf.distribute` starts the
devices' work and adds up; `keras.StatelessScope` makes the network a function of its weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from runtime.backend import keras, tf
from training.distribution.devices import Devices

APART = 0x9E3779B9
"""Between the seeds of two devices: their dropout is not the same."""
SEED = "seed_generator_state"
"""As Keras calls the state of a generator of random numbers."""


class _Mine(NamedTuple):
    """The share of one device in a batch.

    Attributes:
        first, last: the rows it computes.
        counted: so many of them, from the first, count; the others are computed elsewhere, too.
        part: of all rows that are computed, which the devices' own numbers are weighted with.
    """

    first: Any
    last: Any
    counted: Any
    part: Any


def _mine(replica: Any, rows: Any, replicas: int) -> _Mine:
    """Shares differ by one row at most. A batch with fewer rows than devices goes to each of them as a whole."""
    whole = rows < replicas
    first = tf.where(whole, 0, replica * rows // replicas)
    last = tf.where(whole, rows, (replica + 1) * rows // replicas)
    counted = tf.where(whole & (replica > 0), 0, last - first)
    part = tf.cast(last - first, tf.float32) / tf.cast(tf.where(whole, rows * replicas, rows), tf.float32)
    return _Mine(first, last, counted, part)


class _Sum(NamedTuple):
    """A gradient that was added up.

    Attributes:
        value: of the whole variable; of an embedding, a row for each time that the batch looked one up.
        rows: of an embedding, which those are; None for a gradient of the whole variable.
    """

    value: Any
    rows: Any


def shared_step(
    model: keras.Model, devices: Devices, y: Any, outputs_shape: Sequence[int | None]
) -> Callable[..., dict[str, Any]]:
    """One training step as a function `(features, rows) -> logs`, where each device has the features of all examples.

    Args:
        model: compiled, with its variables.
        devices: that compute.
        y: targets of all examples.
        outputs_shape: of a batch, None for the examples.
    """
    weights, kept = list(model.trainable_variables), list(model.non_trainable_variables)
    loss_of = _loss(model, weights, y, outputs_shape)

    @tf.function(autograph=False)
    def step(x: Any, rows: Any) -> dict[str, Any]:
        now = [tf.convert_to_tensor(variable.value) for variable in weights]
        before = [tf.convert_to_tensor(variable.value) for variable in kept]
        targets, count = tf.gather(y, rows), tf.shape(rows)[0]
        scale = model.optimizer.scale_loss(tf.ones(()))

        def replica(x: Any) -> Any:
            context = tf.distribute.get_replica_context()
            number = tf.cast(context.replica_id_in_sync_group, tf.int32)
            mine = _mine(number, count, devices.replicas)
            begin = _begin(kept, before, number)
            with tf.GradientTape() as tape:
                tape.watch(now)
                state = [*zip(weights, now, strict=True), *zip(kept, begin, strict=True)]
                with keras.StatelessScope(state, collect_losses=True) as scope:
                    outputs = model(tf.gather(x, rows[mine.first : mine.last]), training=True)
                added = mine.part * sum(scope.losses, start=tf.zeros(()))  # by layers, a mean over their examples
            whole = _padded(tf.cast(outputs[: mine.counted], tf.float32), mine.first, count)
            whole, added_up = context.all_reduce("SUM", [whole, added])
            loss, gradient, penalties = loss_of(targets, whole, now)
            gradient = _padded(gradient[mine.first : mine.first + mine.counted], 0, mine.last - mine.first) * scale
            own = tape.gradient([outputs, added], now, [tf.cast(gradient, outputs.dtype), scale])
            sums = _added_up(context, number, now, own)
            total = [_with(*each, scale) for each in zip(penalties, now, sums, strict=True)]
            end = [scope.get_current_value(variable) for variable in kept]
            after = [_after(context, number, mine.part, *each) for each in zip(kept, begin, end, strict=True)]
            return whole, loss + added_up, total, after

        results = devices.strategy.run(replica, args=(x,))
        outputs, loss, gradients, after = tf.nest.map_structure(
            lambda value: devices.strategy.experimental_local_results(value)[0], results
        )
        model.optimizer.apply_gradients([(_gradient(*both), both[1]) for both in zip(gradients, weights, strict=True)])
        for variable, value in zip(kept, after, strict=True):
            if value is not None:
                variable.assign(value)
        model.metrics[0].update_state(loss, sample_weight=count)  # of the loss, as in Keras' step
        return model.compute_metrics(None, targets, outputs)

    return step


def _loss(model: keras.Model, weights: Sequence[Any], y: Any, outputs: Sequence[int | None]) -> Callable[..., Any]:
    """`(targets, outputs, weights) -> loss of a batch, its gradients by outputs and by weights`; None for no gradient.

    The penalties of the weights are in it. It is traced here, where there is one device: in a replica Keras divides
    losses by the number of replicas.
    """

    @tf.function(autograph=False)
    def loss_of(targets: Any, outputs: Any, values: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch([outputs, values])
            with keras.StatelessScope(list(zip(weights, values, strict=True)), collect_losses=True):
                loss = model.compute_loss(y=targets, y_pred=outputs, training=True)
        gradient, penalties = tape.gradient(loss, (outputs, values))
        return loss, gradient, penalties

    return loss_of.get_concrete_function(
        tf.TensorSpec((None, *y.shape[1:]), y.dtype),
        tf.TensorSpec(outputs, tf.float32),
        [tf.TensorSpec(variable.shape, variable.dtype) for variable in weights],
    )


def _padded(rows: Any, before: Any, total: Any) -> Any:
    """Rows of zeros before and after, up to so many."""
    after = total - before - tf.shape(rows, total.dtype)[0]
    return tf.pad(rows, [[before, after], *[[0, 0]] * (len(rows.shape) - 1)])


def _begin(variables: Sequence[Any], values: Sequence[Any], replica: Any) -> list[Any]:
    """What the variables are at the beginning of a step on one device: as they are, but for the seeds."""
    return [
        value + _apart(replica, value) if SEED in variable.path else value
        for variable, value in zip(variables, values, strict=True)
    ]


def _apart(replica: Any, state: Any) -> Any:
    far = tf.cast(replica, tf.int64) * APART % 2**32
    return tf.cast(tf.stack([far, tf.zeros_like(far)]), state.dtype)


def _after(context: Any, replica: Any, part: Any, variable: Any, begin: Any, end: Any) -> Any:
    """What a variable is after a step: the mean of statistics, the next state of a generator; None if unchanged."""
    if end is begin:
        return None
    if SEED in variable.path:
        return end - _apart(replica, end)
    return context.all_reduce("SUM", end * tf.cast(part, end.dtype)) if end.dtype.is_floating else end


def _added_up(context: Any, replica: Any, weights: Sequence[Any], gradients: Sequence[Any]) -> list[_Sum]:
    """The gradients of all devices."""
    looked_up = [isinstance(gradient, tf.IndexedSlices) for gradient in gradients]
    whole = [
        tf.zeros_like(weight) if gradient is None else gradient
        for weight, gradient, sparse in zip(weights, gradients, looked_up, strict=True)
        if not sparse
    ]
    sums = iter(context.all_reduce("SUM", whole) if whole else ())
    return [
        _collected(context, replica, gradient) if sparse else _Sum(next(sums), None)
        for gradient, sparse in zip(gradients, looked_up, strict=True)
    ]


def _collected(context: Any, replica: Any, gradient: Any) -> _Sum:
    """The rows of an embedding's gradient from all devices, one after the other: Adam squares each for itself."""
    own = tf.one_hot(replica, context.num_replicas_in_sync, tf.shape(gradient.indices, tf.int64)[0], 0, dtype=tf.int64)
    counts = context.all_reduce("SUM", own)
    begin, total = tf.reduce_sum(counts[:replica]), tf.reduce_sum(counts)
    value = context.all_reduce("SUM", _padded(gradient.values, begin, total))
    return _Sum(value, context.all_reduce("SUM", _padded(tf.cast(gradient.indices, tf.int64), begin, total)))


def _with(penalty: Any, weight: Any, one: _Sum, scale: Any) -> _Sum:
    """A sum and the gradient of a penalty, which is the same on all devices."""
    if penalty is None:
        return one
    value = one.value if one.rows is None else tf.math.unsorted_segment_sum(one.value, one.rows, weight.shape[0])
    return _Sum(value + penalty * tf.cast(scale, value.dtype), None)


def _gradient(one: _Sum, weight: Any) -> Any:
    """As the optimizer gets it on one device."""
    if one.rows is None:
        return one.value
    return tf.IndexedSlices(one.value, one.rows, tf.constant(list(weight.shape), tf.int64))
