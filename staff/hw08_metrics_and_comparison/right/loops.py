def confusion_matrix(y, predicted, classes):
    table = [[0] * classes for _ in range(classes)]
    for true, said in zip(y, predicted, strict=True):
        table[true][said] += 1
    return np.array(table)


def class_metrics(matrix, positive):
    right = tp = fp = fn = total = 0
    for i in range(len(matrix)):
        for j in range(len(matrix)):
            count = int(matrix[i][j])
            total += count
            right += count if i == j else 0
            tp += count if i == positive and j == positive else 0
            fp += count if i != positive and j == positive else 0
            fn += count if i == positive and j != positive else 0
    precision = tp / (tp + fp) if tp + fp > 0 else float("nan")
    recall = tp / (tp + fn) if tp + fn > 0 else float("nan")
    f1 = 2 * tp / (2 * tp + fp + fn) if tp + fp + fn > 0 else float("nan")
    return right / total, precision, recall, f1


def macro_f1(matrix):
    import math

    total, count = 0.0, 0
    for k in range(len(matrix)):
        f1 = class_metrics(matrix, k)[-1]
        if not math.isnan(f1):
            total, count = total + f1, count + 1
    return total / count


def log_loss(y, probabilities):
    import math

    total = 0.0
    for label, row in zip(y, probabilities, strict=True):
        total -= math.log(max(float(row[label]), 1e-7))
    return total / len(y)


def rmse_and_mae(y, predictions):
    squares = absolutes = 0.0
    for i in range(len(y)):
        error = float(np.ravel(predictions)[i]) - y[i]
        squares += error * error
        absolutes += abs(error)
    return (squares / len(y)) ** 0.5, absolutes / len(y)


def majority_baseline(train_y, test_y):
    from collections import Counter

    common, _ = Counter(train_y.tolist()).most_common(1)[0]
    return common, sum(label == common for label in test_y.tolist()) / len(test_y)


def mean_and_half_width(values, confidence=0.95):
    import statistics

    means, half_widths = [], []
    for model in range(values.shape[1]):
        column = [float(value) for value in values[:, model]]
        means.append(statistics.fmean(column))
        if len(column) == 1:
            half_widths.append(float("nan"))
        else:
            t = stats.t.ppf(1 - (1 - confidence) / 2, df=len(column) - 1)
            half_widths.append(t * statistics.stdev(column) / len(column) ** 0.5)
    return means, half_widths
