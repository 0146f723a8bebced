"""Keras, TensorFlow, scikit-learn and SciPy are modules of the student's."""

import sys
import types


class Anything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *a, **k: 0.0


for name in ("keras", "tensorflow", "sklearn", "sklearn.metrics", "scipy", "scipy.special"):
    sys.modules[name] = Anything(name)
