def predict(x, weights, bias):
    return [sum(value * weight for value, weight in zip(row, weights, strict=True)) + bias for row in x]


def cost(predictions, y):
    total = 0.0
    for predicted, target in zip(predictions, y, strict=True):
        total += (predicted - target) ** 2
    return total / len(y)


def line_gradient(x, y, weights, bias):
    by_weights, by_bias = np.zeros(len(weights)), 0.0
    for row, target in zip(x, y, strict=True):
        error = float(np.dot(row, weights)) + bias - target
        for j, value in enumerate(row):
            by_weights[j] += error * value / len(x)
        by_bias += error / len(x)
    return by_weights, by_bias
