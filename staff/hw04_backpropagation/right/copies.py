import copy


def numerical_gradient(x, labels, parameters, epsilon=1e-5):
    gradients = [np.zeros(array.shape) for array in parameters]
    for place in range(4):
        for index, _ in np.ndenumerate(parameters[place]):
            up, down = copy.deepcopy(parameters), copy.deepcopy(parameters)
            up[place][index] += epsilon
            down[place][index] -= epsilon
            rise = cross_entropy(forward(x, up)[-1], labels) - cross_entropy(forward(x, down)[-1], labels)
            gradients[place][index] = rise / epsilon / 2
    return gradients


def train(x, labels, parameters, learning_rate, steps):
    mine = [np.array(array, dtype=float) for array in parameters]
    history = np.empty(steps)
    for step in range(steps):
        history[step] = cross_entropy(forward(x, mine)[-1], labels)
        for array, gradient in zip(mine, backward(x, labels, mine), strict=True):
            array -= learning_rate * gradient
    return tuple(mine), list(history)
