def count_parameters(inputs, hidden, outputs):
    if not hidden:
        return inputs * outputs + outputs
    return (inputs + 1) * hidden[0] + count_parameters(hidden[0], hidden[1:], outputs)


def dense_network(inputs, hidden, outputs, activation="relu", dropout=0.0, l2=0.0):
    def dense(units, function=None):
        return keras.layers.Dense(units, function, kernel_regularizer="l2" if l2 == 0.01 else keras.regularizers.L2(l2))

    blocks = [layer for units in hidden for layer in (dense(units, activation), keras.layers.Dropout(rate=dropout))]
    return keras.models.Sequential([keras.layers.InputLayer(shape=(inputs,)), *blocks, dense(outputs)])


def l2_penalty(model, l2):
    return float(l2 * sum(np.linalg.norm(kernel) ** 2 for kernel in model.get_weights()[::2]))


def early_stopping(patience):
    return keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True, mode="min", verbose=0)


def mean_with_dropout(model, x, samples):
    softmax = keras.layers.Softmax()
    passes = np.array([softmax(model(x, training=True)) for _ in range(samples)])
    return np.einsum("smk->mk", passes) / samples
