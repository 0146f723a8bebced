def extended(x):
    return np.column_stack([np.ones(len(x)), x])


def fit_line(x, y, learning_rate, steps):
    theta, wide, costs = np.zeros(x.shape[1] + 1), extended(x), []
    for _ in range(steps):
        costs.append(np.square(wide @ theta - y).mean())
        theta -= learning_rate / len(y) * wide.T @ (wide @ theta - y)
    costs.append(np.square(wide @ theta - y).mean())
    return theta[1:], theta[0], costs


def line_gradient(x, y, weights, bias):
    both = extended(x).T @ (extended(x) @ np.append(bias, weights) - y) / len(y)
    return both[1:], both[0]
