"""Eight examples of two classes on one feature, and a ninth that lies far away."""

from __future__ import annotations

import numpy as np

X = np.arange(1.0, 9.0)
"""The feature of eight examples: 1, 2, ..., 8."""

Y = np.array([0, 0, 0, 0, 1, 1, 1, 1])
"""Their classes: 0 up to 4, 1 from 5 on."""

FAR_X, FAR_Y = np.append(X, 100.0), np.append(Y, 1)
"""The same with a ninth example of class 1, far on the side of its class."""
