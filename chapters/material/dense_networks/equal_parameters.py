"""How wide a network may be at a given depth and number of parameters."""

from __future__ import annotations

import math


def units_for(depth: int, parameters: int, inputs: int, outputs: int) -> int:
    """Units of each of `depth` hidden layers with which the network has at most so many parameters; at least one.

    With u units it has (depth - 1) u^2 + (inputs + depth + outputs) u + outputs.
    """
    a, b, c = depth - 1, inputs + depth + outputs, outputs - parameters  # a u^2 + b u + c = 0
    if c >= 0:  # the biases of the outputs alone are too many
        return 1
    root = (-b + math.sqrt(b * b - 4 * a * c)) / (2 * a) if a else -c / b
    return max(1, int(root + 1e-9))
