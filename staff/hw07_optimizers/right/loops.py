def batches(examples, batch_size, seed):
    import random

    numbers = list(range(examples))
    random.Random(seed).shuffle(numbers)
    parts = []
    while numbers:
        parts.append(np.array(numbers[:batch_size]))
        numbers = numbers[batch_size:]
    return parts


def sgd_step(weights, gradient, learning_rate):
    result = np.empty(weights.shape)
    for index in np.ndindex(weights.shape):
        result[index] = weights[index] - learning_rate * gradient[index]
    return result


def rmsprop_step(weights, gradient, average, learning_rate, rho=0.9, epsilon=1e-7):
    next_weights, next_average = weights.astype(float), average.astype(float)
    for index in np.ndindex(weights.shape):
        next_average[index] = rho * average[index] + (1 - rho) * gradient[index] ** 2
        next_weights[index] -= learning_rate * gradient[index] / (next_average[index] + epsilon) ** 0.5
    return next_weights, next_average


def early_stopping_epochs(validation_losses, patience):
    best, best_epoch, waited = float("inf"), 0, 0
    for i in range(len(validation_losses)):
        if validation_losses[i] < best:
            best, best_epoch, waited = validation_losses[i], i, 0
            continue
        waited += 1
        if waited >= patience:
            break
    return best_epoch + 1, i + 1


def generalisation_gap(train_probabilities, train_labels, test_probabilities, test_labels):
    accuracies = []
    for probabilities, labels in ((train_probabilities, train_labels), (test_probabilities, test_labels)):
        right = 0
        for row, label in zip(probabilities, labels, strict=True):
            right += int(np.argmax(row)) == label
        accuracies.append(right / len(labels))
    return accuracies[0] - accuracies[1]
