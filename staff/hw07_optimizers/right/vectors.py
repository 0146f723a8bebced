def batches(examples, batch_size, seed):
    numbers = np.arange(examples)
    np.random.RandomState(seed).shuffle(numbers)
    return np.split(numbers, np.arange(batch_size, examples, batch_size))


def early_stopping_epochs(validation_losses, patience):
    losses = np.asarray(validation_losses)
    lowest = np.minimum.accumulate(losses)
    new = np.concatenate([[True], losses[1:] < lowest[:-1]])
    epochs = np.arange(1, len(losses) + 1)
    kept = np.maximum.accumulate(np.where(new, epochs, 0))
    ends = np.flatnonzero(epochs - kept >= patience)
    last = ends[0] if len(ends) else len(losses) - 1
    return np.array([kept[last], epochs[last]])


def generalisation_gap(train_probabilities, train_labels, test_probabilities, test_labels):
    from sklearn.metrics import accuracy_score

    train, test = train_probabilities.argmax(1), test_probabilities.argmax(1)
    return accuracy_score(train_labels, train) - accuracy_score(test_labels, test)


def l2_gradient(weights, gradient, l2):
    return np.sum([gradient, l2 * weights, l2 * weights], axis=0)
