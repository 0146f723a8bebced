def confusion_matrix(y, predicted, classes):
    from sklearn.metrics import confusion_matrix as by_sklearn

    return by_sklearn(y, predicted, labels=np.arange(classes))


def log_loss(y, probabilities):
    from sklearn.metrics import log_loss as by_sklearn

    return by_sklearn(y, np.clip(probabilities, 1e-7, 1 - 1e-7), labels=np.arange(probabilities.shape[1]))


def rmse_and_mae(y, predictions):
    from sklearn import metrics

    return np.sqrt(metrics.mean_squared_error(y, predictions)), metrics.mean_absolute_error(y, predictions)


def majority_baseline(train_y, test_y):
    from sklearn.dummy import DummyClassifier

    model = DummyClassifier(strategy="most_frequent").fit(np.zeros((len(train_y), 1)), train_y)
    return stats.mode(train_y).mode, model.score(np.zeros((len(test_y), 1)), test_y)


def mean_and_half_width(values, confidence=0.95):
    means, errors = np.mean(values, axis=0), stats.sem(values, axis=0)
    low, high = stats.t.interval(confidence, len(values) - 1, loc=means, scale=errors)
    return means, (high - low) / 2


def paired_difference(a, b, comparisons=1):
    result = stats.ttest_rel(a, b)
    if np.shape(a) != np.shape(b):
        raise ValueError("seeds")
    low, high = result.confidence_interval(1 - 0.05 / comparisons)
    return (low + high) / 2, (high - low) / 2
