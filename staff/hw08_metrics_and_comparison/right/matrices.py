def confusion_matrix(y, predicted, classes):
    one_hot = np.eye(classes)
    return one_hot[y].T @ one_hot[predicted]  # floats, the same numbers


def class_metrics(matrix, positive):
    with np.errstate(invalid="ignore"):
        hits = np.diag(matrix)[positive]
        precision = hits / np.sum(matrix, axis=0)[positive]
        recall = hits / np.sum(matrix, axis=1)[positive]
        f1 = hits / ((matrix.sum(0) + matrix.sum(1))[positive] / 2)
    return np.array([np.einsum("ii", matrix) / matrix.sum(), precision, recall, f1])


def macro_f1(matrix):
    sizes = matrix.sum(axis=0) + matrix.sum(axis=1)
    return np.mean(2 * np.diag(matrix)[sizes > 0] / sizes[sizes > 0])


def log_loss(y, probabilities):
    one_hot = np.eye(probabilities.shape[1])[y]
    return -np.sum(one_hot * np.log(np.clip(probabilities, 1e-7, None))) / y.size


def mean_and_half_width(values, confidence=0.95):
    n = values.shape[0]
    means = np.ones(n) @ values / n
    if n < 2:
        return np.stack([means, np.nan * means])
    deviations = values - means
    variances = np.einsum("ij,ij->j", deviations, deviations) / (n - 1)
    return np.stack([means, stats.t(n - 1).isf((1 - confidence) / 2) * np.sqrt(variances / n)])


def choose_model(validation, test, lower_is_better=False):
    sign = -1 if lower_is_better else 1
    index = np.argmax(sign * np.einsum("ij->j", validation))
    return index, np.einsum("ij->j", test)[index] / len(test)
