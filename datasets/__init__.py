"""Datasets: a name in, splits and their description out.

    import datasets
    data = datasets.load("fashion_mnist")      # bundled: no network, ever
    data.train.x.shape, data.provenance

Importing this package imports neither TensorFlow nor tensorflow-datasets.
"""

from runtime.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
