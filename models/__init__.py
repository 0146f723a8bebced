"""Recipes: hyperparameters in, an uncompiled `keras.Model` out.

A recipe is any function ``(input_shape, outputs, task, **hyperparameters) -> keras.Model``. Bind hyperparameters with
``functools.partial(models.dense, hidden=(300, 100), dropout=0.2)`` and hand the recipe to `training.fit`, which builds
it after seeding.
"""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(
    __name__,
    {
        "TASKS": "tasks",
        "alexnet": "classics.alexnet",
        "convolutional": "convolutional_networks",
        "dense": "dense_networks",
        "densenet": "classics.densenet",
        "draw_wiring": "wiring",
        "googlenet": "classics.googlenet",
        "lenet5": "classics.lenet5",
        "linear_regression": "linear_models",
        "logistic_regression": "linear_models",
        "load_model": "model_files",
        "load_wiring": "wiring",
        "multiply_adds": "arithmetic",
        "output_layer": "tasks",
        "randomly_wired": "random_networks",
        "recurrent": "recurrent_networks",
        "resnet": "classics.resnet",
        "save_wiring": "wiring",
        "squeeze_excitation_resnet": "classics.squeeze_excitation",
        "vgg": "classics.vgg",
        "wirings_of": "random_networks",
        "xception": "classics.xception",
    },
)
