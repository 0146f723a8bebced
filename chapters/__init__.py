"""The lecture, one script a section, in the lecture's order.

``python -m chapters`` lists them; each runs as ``python -m chapters.chNN_topic`` and ``python chapters/chNN_topic.py``.
Whoever imports `chapters` before anything else gets the course's `datasets`, `models`, `training` and `comparison`,
also where the folder one works in, or an installed package, has others of these names: see `runtime.names`.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path


def _take_names() -> None:
    root = str(Path(__file__).parents[1])
    sys.path.insert(0, root)  # there may be another runtime, too
    try:
        from runtime.names import take
    except ImportError as error:
        other = sys.modules.get("runtime")
        raise ImportError(
            f"{other} was imported before the course's {Path(root, 'runtime')}; in a fresh process write import "
            "chapters above every other import, or rename what is yours"
        ) from error
    finally:
        sys.path.remove(root)
    take()


_take_names()
if "IPython" in sys.modules:  # `%run -m` of a lesson that has run before in the same notebook
    warnings.filterwarnings("ignore", r"'chapters\..*found in sys.modules", RuntimeWarning)
