"""Lists and dictionaries that hold themselves, change, or never end."""

import itertools


class Endless(list):
    def __len__(self):
        return 2

    def __iter__(self):
        return itertools.repeat(0.0)


def line_gradient(x, y, weights, bias):
    return Endless()


def cost(predictions, y):
    itself = [0.0]
    itself.append(itself)
    return itself


def sigmoid(z):
    return itertools.count()
