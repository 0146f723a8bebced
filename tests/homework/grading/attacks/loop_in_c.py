"""One operation in C takes hours, without a look at signals."""

import re


def cost(predictions, y):
    return re.match(r"(a|a)*b", "a" * 60)
