def standardise(x, train):
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit(train).transform(x)


def count_parameters(inputs, hidden, outputs):
    number, before = 0, inputs
    for units in (*hidden, outputs):
        number += before * units
        number += units
        before = units
    return np.int64(number)


def probabilities(model, x):
    from math import exp

    rows = []
    for logits in model.predict_on_batch(x):
        powers = [exp(z - max(logits)) for z in logits]
        rows.append([power / sum(powers) for power in powers])
    return rows


def mean_with_dropout(model, x, samples):
    total = 0
    for _ in range(samples):
        total = total + np.asarray(keras.activations.softmax(model(np.asarray(x, np.float32), training=True)))
    return total / samples


def dense_network(inputs, hidden, outputs, activation="relu", dropout=0.0, l2=0.0):
    def dense(units, function=None):
        return keras.layers.Dense(units, function, kernel_regularizer="l2" if l2 == 0.01 else keras.regularizers.L2(l2))

    blocks = [layer for units in hidden for layer in (dense(units, activation), keras.layers.Dropout(rate=dropout))]
    return keras.models.Sequential([keras.layers.InputLayer(shape=(inputs,)), *blocks, dense(outputs)])


def early_stopping(patience):
    return keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True, mode="min", verbose=0)
