"""Hyperparameters of the gallery: any depths, plain defaults, dropout as published, sentences for what cannot be."""

import inspect
from functools import partial

import pytest

import models
from runtime.backend import keras
from runtime.errors import UserError

CLASSICS = (
    "lenet5", "alexnet", "vgg", "googlenet", "resnet", "squeeze_excitation_resnet", "xception", "densenet",
)  # fmt: skip


@pytest.mark.parametrize("name", CLASSICS)
def test_what_is_no_image_of_a_known_size_is_refused(name):
    with pytest.raises(UserError, match=rf"{name} needs images of shape \(height, width, channels\)"):
        getattr(models, name)((28,), 10, "multiclass")
    with pytest.raises(UserError, match=rf"{name} needs images of one known size, not \(None, None, 1\)"):
        getattr(models, name)((None, None, 1), 10, "multiclass")


@pytest.mark.parametrize(
    ("recipe", "published", "deeper"),
    [
        (partial(models.vgg, hidden=()), (64, 128, 256, 512, 512), (64, 128, 256, 512, 512, 512)),
        (models.resnet, (64, 128, 256, 512), (64, 128, 256, 512, 1024)),
        (partial(models.squeeze_excitation_resnet, bottleneck=False), (64, 128, 256, 512), (64, 128, 256, 512, 1024)),
    ],
)
def test_any_number_of_depths(recipe, published, deeper):
    """Filters left out are the paper's, cut off or continued."""
    for filters in (published[:1], published[:2], published, deeper):
        model = recipe((64, 64, 1), 2, "multiclass", depths=(1,) * len(filters))
        kernels = [layer.filters for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
        assert sorted(set(kernels)) == sorted(set(filters))


@pytest.mark.parametrize(
    ("name", "keywords", "sentence"),
    [
        ("vgg", {"depths": ()}, "depths of vgg have to be .*, at least one of them"),
        ("resnet", {"depths": ()}, "depths of resnet have to be"),
        ("resnet", {"depths": (1, 0)}, r"depths of resnet have to be .*, not \(1, 0\)"),
        ("squeeze_excitation_resnet", {"depths": ()}, "depths of squeeze_excitation_resnet have to be"),
        ("densenet", {"depths": ()}, "depths of densenet have to be"),
        ("densenet", {"depths": 3}, "depths of densenet have to be"),
        ("vgg", {"depths": (1, 1), "filters": (4,)}, r"one for each of the depths \(1, 1\), .* 2 of them, not \(4,\)"),
        ("resnet", {"depths": (1,), "filters": (4, 8)}, r"filters of resnet, one for each of the depths \(1,\)"),
        ("squeeze_excitation_resnet", {"squeeze_ratio": 0}, "squeeze_ratio has to be a whole number of 1 to"),
        ("alexnet", {"filters": (96, 256, 384, 384, 255)}, "filters of alexnet have to be even"),
        ("alexnet", {"filters": (96, 256)}, "filters of alexnet have to be .*, 5 of them"),
        ("googlenet", {"stem_filters": (64,)}, "stem_filters of googlenet have to be .*, 2 of them"),
        ("googlenet", {"stem_strides": (2, 2)}, "stem_strides of googlenet have to be .*, 3 of them"),
        ("googlenet", {"stages": (((4, 4, 4),),)}, "filters of an inception have to be .*, 6 of them"),
        ("xception", {"stem_filters": (8,)}, "stem_filters of xception have to be .*, 2 of them"),
        ("xception", {"exit_filters": (8,)}, "exit_filters of xception have to be .*, 3 of them"),
    ],
)
def test_bad_hyperparameters_end_in_a_sentence(name, keywords, sentence):
    with pytest.raises(UserError, match=sentence):
        getattr(models, name)((128, 128, 1), 10, "multiclass", **keywords)


@pytest.mark.parametrize("name", CLASSICS)
def test_hyperparameters_are_named_keywords_with_plain_defaults(name):
    """A run records them from the signature."""
    *arguments, _ = parameters = list(inspect.signature(getattr(models, name)).parameters.values())
    assert [each.name for each in arguments[:3]] == ["input_shape", "outputs", "task"]
    for each in parameters[3:]:
        assert each.kind is each.KEYWORD_ONLY and each.name != "name"
        assert each.default is None or isinstance(each.default, bool | int | float | str | tuple)


def test_dropout_stands_where_the_papers_have_it():
    def before_and_after(model):
        layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
        kinds = [type(layer).__name__ for layer in layers]
        return [(kinds[at - 1], kinds[at + 1]) for at, kind in enumerate(kinds) if kind == "Dropout"]

    # Krizhevsky et al. 2012, section 4.2: on the outputs of the first two fully connected layers
    alexnet = models.alexnet((67, 67, 1), 2, "multiclass", filters=(2,) * 5, hidden=(4, 4))
    assert before_and_after(alexnet) == [("Dense", "Dense")] * 2
    # Huang et al. 2016, section 4.1: after each convolution except the first one
    densenet = models.densenet((32, 32, 1), 2, "multiclass", depths=(1, 1), growth_rate=4, dropout=0.2)
    assert before_and_after(densenet) == [
        ("Conv2D", "BatchNormalization"),
        ("Conv2D", "Concatenate"),
        ("Conv2D", "AveragePooling2D"),  # the transition
        ("Conv2D", "BatchNormalization"),
        ("Conv2D", "Concatenate"),
    ]
