"""Recipes: hyperparameters in, an uncompiled `keras.Model` out.

A recipe is any function ``(input_shape, outputs, task, **hyperparameters) -> keras.Model``. Bind hyperparameters with
``functools.partial(models.dense, hidden=(300, 100), dropout=0.2)`` and hand the recipe to `training.fit`, which builds
it after seeding.
"""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
