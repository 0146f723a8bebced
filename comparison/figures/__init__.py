"""How every figure looks, and the figures of runs side by side."""
