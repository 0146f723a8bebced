def majority_baseline(train_y, test_y):
    classes, counts = np.unique(train_y, return_counts=True)
    answer = np.full(test_y.shape, classes[np.argmax(counts)])
    return [answer[0], np.count_nonzero(answer == test_y) / test_y.size]


def paired_difference(a, b, comparisons=1):
    pairs = list(zip(a, b, strict=True))
    differences = np.array([first - second for first, second in pairs])
    n = len(differences)
    if n == 1:
        return differences[0], np.nan
    t = -stats.t.ppf(0.025 / comparisons, n - 1)
    return differences.mean(), t * np.std(differences, ddof=1) * n**-0.5


def verdict(difference, half_width, lower_is_better=False):
    low, high = difference - half_width, difference + half_width
    if np.isnan(half_width) or low <= 0 <= high:
        return "not told apart"
    if lower_is_better:
        low, high = -high, -low
    return "first" if low > 0 else "second"


def choose_model(validation, test, lower_is_better=False):
    ranked = sorted(
        range(validation.shape[1]), key=lambda model: validation[:, model].mean(), reverse=not lower_is_better
    )
    return ranked[0], np.mean(test, axis=0)[ranked[0]]
