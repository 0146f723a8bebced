def standardise(train, other):
    train, other = train.astype(float), other.astype(float)
    mean, deviation = np.average(train, axis=0), np.sqrt(np.var(train, axis=0))
    deviation[deviation < 1e-12] = 1
    for array in (train, other):
        array -= mean
        array /= deviation
    return train, other


def fit_line(x, y, learning_rate, steps):
    weights, bias = np.zeros(x.shape[1]), np.zeros(())
    costs = np.empty(steps + 1)
    for step in range(steps):
        costs[step] = cost(predict(x, weights, bias), y)
        by_weights, by_bias = line_gradient(x, y, weights, bias)
        weights -= learning_rate * by_weights
        bias -= learning_rate * by_bias
    costs[-1] = cost(predict(x, weights, bias), y)
    return weights, bias, costs


def classify(x, weights, bias, threshold=0.5):
    result = np.zeros(len(x), np.int8)
    result[sigmoid(predict(x, weights, bias)) >= threshold] = 1
    return result
