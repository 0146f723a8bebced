"""Randomly wired networks: convolutions on a random graph.

Slide "Exploring Randomly Wired Neural Networks for Image Recognition". Xie, Kirillov, Girshick and He 2019,
arXiv:1904.01569, section 3 and table 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.classics.layers import MOMENTUM, convolution, refuse_small_images
from models.tasks import output_layer
from models.wiring import MOST_NODES, Wiring, draw_wiring, load_wiring, to_json
from runtime.arguments import LARGEST, choice, fraction, instance, sequence, whole_number, whole_numbers
from runtime.backend import keras
from runtime.errors import UserError

# The functions below import models.wired_layers when they are called: its classes derive from keras.layers.Layer, which
# loads TensorFlow, and to name a recipe must not.


def randomly_wired(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    generator: str = "ws",
    k: int | None = None,
    p: float | None = None,
    m: int | None = None,
    graph_seed: int = 0,
    nodes: int = 32,
    channels: int = 78,
    regime: str = "small",
    stem_strides: tuple[int, int] = (2, 2),
    head_filters: int = 1280,
    dropout: float = 0.2,
    wirings: tuple[str, ...] = (),
    output_activation: str | None = None,
) -> keras.Model:
    """A stem, three or four random stages, a 1x1 convolution and a global average; by default on WS(4, 0.75).

    Small regime: 3x3 convolutions of C/2 and of C channels, random stages of C, 2C and 4C. Regular regime: the second
    convolution is a random stage of half the nodes with C channels, the others have 2C, 4C and 8C. C may be odd, as the
    paper's 109 is: its half is rounded down.

    The head is ReLU of the last stage's mean, 1x1 convolution, batch normalisation, ReLU, global average, dropout, and
    the output layer. Dropout is in both regimes; in the paper it belongs to the regular one, which also drops a random
    edge in some steps of training. Here no edge is ever dropped.

    A saved model is loaded by `models.load_model`, in any process; `keras.models.load_model` alone does not know its
    layers.

    Args:
        input_shape: (height, width, channels).
        outputs: units of the last layer.
        task: chooses the output activation: sigmoid, softmax or linear.
        generator: of the graphs: `"ws"`, `"ba"` or `"er"`.
        k: neighbours on the ring (ws, by default 4), an even number. From a stage's nodes minus one on, every node is
            every other's neighbour, and the graph is not random at all.
        p: probability of rewiring (ws, by default 0.75) or of an edge (er, by default 0.2).
        m: edges of each new node (ba, by default 5).
        graph_seed: of the graphs; `training.fit`'s `seed` is that of the weights.
        nodes: N of each stage.
        channels: C, 2 or more.
        regime: `"small"` or `"regular"`.
        stem_strides: of the two convolutions of the stem, in the regular regime of the first alone; (1, 1) for small
            images.
        head_filters: of the 1x1 convolution before the global average.
        dropout: rate before the output layer (드롭아웃).
        wirings: JSON files of `models.save_wiring`, one a stage, in place of drawn graphs; `nodes` and `graph_seed`
            then count for nothing. A run records the paths. The graph of record is the one inside the model file: a
            file that is edited later changes no saved model, and makes the next training another run.
        output_activation: instead of the task's.

    Returns:
        A model from (batch, height, width, channels) to (batch, outputs). `models.wirings_of` gives its graphs.

    Raises:
        UserError: the input is no image; regime, generator or a parameter is unknown, out of range or of another
            generator; a file is damaged, there is not one for each stage, or another generator than the default or a
            parameter is given beside files.
    """
    refuse_small_images(input_shape, 1, "randomly_wired", "use larger images")
    regime = choice("regime", regime, ("small", "regular"))
    nodes = whole_number(f"nodes in the {regime} regime", nodes, 1 if regime == "small" else 2, MOST_NODES)
    channels = whole_number("channels", channels, 2, LARGEST)
    head_filters = whole_number("head_filters", head_filters, 1, LARGEST)
    wirings = tuple(sequence("wirings", wirings))
    strides = whole_numbers("stem_strides", stem_strides, 2)
    sizes = (nodes,) * 3 if regime == "small" else (nodes // 2, nodes, nodes, nodes)
    given = {name: value for name, value in (("k", k), ("p", p), ("m", m)) if value is not None}
    if wirings and (given or generator != "ws"):
        raise UserError(
            f"wirings already say what the graphs are; leave {[*given, 'generator'][0]} out, or the wirings"
        )
    if wirings and len(wirings) != len(sizes):
        raise UserError(f"the {regime} regime has {len(sizes)} random stages, but {len(wirings)} wirings were given")
    graphs = [load_wiring(path) for path in wirings] or [
        draw_wiring(generator, nodes=size, graph_seed=graph_seed, stage=stage, **given)
        for stage, size in enumerate(sizes, start=1)
    ]
    inputs = keras.Input(input_shape)
    x = convolution(inputs, channels // 2, 3, strides=strides[0])
    if regime == "small":
        x = convolution(x, channels, 3, strides=strides[1], activation=None)  # the nodes begin with ReLU
    for number, wiring in enumerate(graphs):
        x = random_stage(x, wiring, channels * 2**number, name=f"stage{number + 1}")
    x = keras.layers.Activation("relu")(x)
    x = convolution(x, head_filters, 1)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(fraction("dropout", dropout))(x)
    return keras.Model(
        inputs, output_layer(outputs, task, output_activation=output_activation)(x), name="randomly_wired"
    )


def random_stage(x: keras.KerasTensor, wiring: Wiring, filters: int, *, name: str) -> keras.KerasTensor:
    """The nodes of a wiring; height and width are halved, as the nodes that the stage's input feeds have stride 2.

    Args:
        x: (batch, height, width, channels).
        wiring: which node feeds which.
        filters: channels of every node.
        name: start of the layers' names.

    Returns:
        (batch, height / 2, width / 2, filters), the plain mean of the nodes without a successor.
    """
    from models.wired_layers import StageInput

    x = StageInput(to_json(wiring), name=f"{name}_input")(x)
    results: list[keras.KerasTensor] = []
    for number in range(wiring.nodes):
        sources = wiring.predecessors(number)
        fed_by = [results[source] for source in sources] or [x]
        results.append(node(fed_by, filters, strides=1 if sources else 2, name=f"{name}_node{number}"))
    ends = [results[number] for number in wiring.outputs()]
    return keras.layers.Average(name=f"{name}_output")(ends) if len(ends) > 1 else ends[0]


def node(inputs: Sequence[keras.KerasTensor], filters: int, *, strides: int, name: str) -> keras.KerasTensor:
    """The weighted sum of the inputs, ReLU, a 3x3 separable convolution, batch normalisation."""
    from models.wired_layers import WeightedSum

    x = WeightedSum(name=f"{name}_sum")(list(inputs)) if len(inputs) > 1 else inputs[0]
    x = keras.layers.Activation("relu")(x)
    x = keras.layers.SeparableConv2D(
        filters, 3, strides=strides, padding="same", use_bias=False, name=f"{name}_convolution"
    )(x)
    return keras.layers.BatchNormalization(momentum=MOMENTUM, name=name)(x)


def wirings_of(model: keras.Model) -> list[Wiring]:
    """The wiring of each random stage of a model, as its file carries them.

    Raises:
        UserError: the model has no random stage.
    """
    from models.wired_layers import StageInput

    instance("model", model, keras.Model, "what models.randomly_wired returns")
    found = [layer.wiring for layer in model.layers if isinstance(layer, StageInput)]
    if not found:
        raise UserError(f"model {model.name} has no randomly wired stage; build one with models.randomly_wired")
    return found
