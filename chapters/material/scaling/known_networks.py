"""Known networks at the size of their papers: year, parameters, the work for one image, and the work of the training.

The CNNs are built here and counted. The transformers (and what each training took) are as published: a network of that
size fits into no laptop. A floating-point operation is one addition or one multiplication, so that a multiply-add is
two; all numbers for trainings are estimates of their authors, which may be wrong by a factor of two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import models
from runtime.backend import keras


@dataclass(frozen=True)
class KnownNetwork:
    """A network as its paper has it: when, how it is built, and for which images and classes."""

    year: int
    recipe: Callable[..., keras.Model]
    input_shape: tuple[int, int, int]
    outputs: int


@dataclass(frozen=True)
class Work:
    """How large a known network is.

    Attributes:
        year: of its paper.
        parameters: its weights.
        multiply_adds: of one forward pass on one image; None for a network that reads text.
        training: floating-point operations of its training, as estimated in print; None where we know no source.
    """

    year: int
    parameters: float
    multiply_adds: int | None = None
    training: float | None = None


KNOWN = {
    "LeNet-5": KnownNetwork(1998, models.lenet5, (32, 32, 1), 10),
    "AlexNet": KnownNetwork(2012, models.alexnet, (227, 227, 3), 1_000),
    "VGG-16": KnownNetwork(2014, models.vgg, (224, 224, 3), 1_000),
    "GoogLeNet": KnownNetwork(2014, models.googlenet, (224, 224, 3), 1_000),
    "ResNet-34": KnownNetwork(2015, models.resnet, (224, 224, 3), 1_000),
    "Xception": KnownNetwork(2016, models.xception, (299, 299, 3), 1_000),
}

TRAININGS = {  # Amodei and Hernandez 2018, "AI and Compute", appendix
    "AlexNet": 4.7e17,  # 1.2 million images x 90 epochs x 0.75 billion multiply-adds x 2 x 3 (forward, twice backward)
    "VGG-16": 8.5e18,  # 1.2 million images x 74 epochs x 16 billion multiply-adds x 2 x 3
    "Xception": 4.5e20,  # 60 GPUs x 30 days x 8.5e12 operations a second x a third of that used
}

PUBLISHED = {
    "Transformer": Work(2017, 213e6, training=2.3e19),  # Vaswani et al. 2017, tables 2 and 3, the big one
    "BERT": Work(2018, 340e6, training=5.33e20),  # Devlin et al. 2018, section 3, BERT-Large; Brown 2020, table D.1
    "GPT-2": Work(2019, 1.542e9),  # Radford et al. 2019, table 2
    "T5": Work(2019, 11e9, training=3.30e22),  # Raffel et al. 2019, section 3.7; Brown et al. 2020, table D.1
    "GPT-3": Work(2020, 174.6e9, training=3.14e23),  # Brown et al. 2020, table D.1
    "HyperCLOVA": Work(2021, 82e9),  # Kim et al. 2021 (NAVER), abstract; Korean
    "PaLM": Work(2022, 540.35e9, training=2.56e24),  # Chowdhery et al. 2022, section 2 and appendix B
    "Llama 3.1": Work(2024, 405e9, training=3.8e25),  # Grattafiori et al. 2024, "The Llama 3 Herd of Models", section 1
}


def work_of(name: str) -> Work:
    """How large a network of `KNOWN` or `PUBLISHED` is; one of `KNOWN` is built and counted, layer by layer."""
    if name in PUBLISHED:
        return PUBLISHED[name]
    known = KNOWN[name]
    model = known.recipe(known.input_shape, known.outputs, "multiclass")
    work = Work(known.year, model.count_params(), models.multiply_adds(model), TRAININGS.get(name))
    keras.utils.clear_session()
    return work
