def predict(x, weights, bias):
    return np.einsum("ij,j->i", x, weights) + bias


def line_gradient(x, y, weights, bias):
    error = predict(x, weights, bias) - y
    return np.einsum("ij,i->j", x, error) / x.shape[0], error.sum() / x.shape[0]


def logistic_gradient(x, y, weights, bias):
    error = sigmoid(np.einsum("ij,j->i", x, weights) + bias) - y
    return np.einsum("ij,i->j", x, error) / x.shape[0], np.average(error)
