def sigmoid(z):
    from scipy.special import expit

    return expit(np.asarray(z, np.float64)).astype(np.float32)


def log_loss(probabilities, y):
    h = np.minimum(np.maximum(np.asarray(probabilities, float), 1e-7), 1 - 1e-7)
    return -np.log(np.where(np.asarray(y) == 1, h, 1 - h)).mean()


def cost(predictions, y):
    return np.dot(predictions - y, predictions - y) / np.size(y)


def classify(x, weights, bias, threshold=0.5):
    return 1 * (sigmoid(predict(x, weights, bias)) >= threshold)
