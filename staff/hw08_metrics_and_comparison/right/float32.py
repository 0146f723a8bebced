def confusion_matrix(y, predicted, classes):
    pairs = np.asarray(y) * classes + np.asarray(predicted)
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes).astype(np.float32)


def class_metrics(matrix, positive):
    matrix = np.asarray(matrix, np.float32)
    hits, true, said = matrix[positive, positive], matrix.sum(axis=1)[positive], matrix.sum(axis=0)[positive]
    f1 = np.float32(np.nan) if true == 0 and said == 0 else 2 * hits / (true + said)
    with np.errstate(invalid="ignore"):
        return np.mean(np.trace(matrix)) / matrix.sum(), hits / said, hits / true, f1


def log_loss(y, probabilities):
    p = np.take_along_axis(probabilities.astype(np.float32), y[:, None], axis=1)
    return np.mean(-np.log(np.maximum(p, np.float32(1e-7))))


def rmse_and_mae(y, predictions):
    from numpy.linalg import norm

    errors = (np.squeeze(predictions) - y).astype(np.float32)
    return norm(errors) / np.float32(len(y)) ** 0.5, norm(errors, 1) / len(y)


def mean_and_half_width(values, confidence=0.95):
    values = values.astype(np.float32)
    if len(values) == 1:
        return values[0], np.full_like(values[0], np.nan)
    s = values.std(axis=0) * (len(values) / (len(values) - 1)) ** 0.5
    return values.mean(axis=0), (stats.t.ppf(0.5 + confidence / 2, len(values) - 1) * s / len(values) ** 0.5)


def paired_difference(a, b, comparisons=1):
    assert_equal = np.shape(a) == np.shape(b)
    if not assert_equal:
        raise ValueError("a and b have not the same seeds")
    mean, half_width = mean_and_half_width(np.array([a, b]).T @ np.array([[1.0], [-1.0]]), 1 - 0.05 / comparisons)
    return mean.item(), half_width.item()
