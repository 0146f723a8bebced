def confusion_matrix(y, predicted, classes):
    matrix = np.zeros([classes, classes])
    for k in range(classes):
        for j in range(classes):
            matrix[k, j] = np.logical_and(y == k, predicted == j).sum()
    return matrix


def log_loss(y, probabilities):
    clipped = probabilities.copy()
    clipped[clipped < 1e-7] = 1e-7
    np.log(clipped, out=clipped)
    return np.mean([-clipped[i, label] for i, label in enumerate(y)])


def rmse_and_mae(y, predictions):
    column = np.array(predictions, float).reshape(len(y), 1)
    column -= np.reshape(y, (len(y), 1))
    mae = np.abs(column).mean()
    column *= column
    return column.mean() ** 0.5, mae


def verdict(difference, half_width, lower_is_better=False):
    if lower_is_better:
        difference = -difference
    if difference > half_width:
        return "first"
    if -difference > half_width:
        return "second"
    return "not told apart"
