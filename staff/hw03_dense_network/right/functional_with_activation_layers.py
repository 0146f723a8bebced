def dense_network(inputs, hidden, outputs, activation="relu", dropout=0.0, l2=0.0):
    given = keras.Input(shape=(inputs,), name="features")
    values = given
    for number, units in enumerate(hidden):
        values = keras.layers.Dense(
            units, kernel_initializer="he_normal", kernel_regularizer=keras.regularizers.L1L2(l2=l2), name=f"h{number}"
        )(values)
        values = keras.layers.Activation(activation)(values)
        if dropout > 0:
            values = keras.layers.Dropout(dropout, seed=number)(values)
    values = keras.layers.Dense(outputs, activation="linear", kernel_regularizer=keras.regularizers.l2(l2))(values)
    return keras.Model(inputs=given, outputs=values)


def probabilities(model, x):
    z = model.predict(x, verbose=0).astype(float)
    z -= z.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def compile_classifier(model, learning_rate):
    def cross_entropy(y, logits):
        return keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True)

    model.compile(
        keras.optimizers.Adam(learning_rate=learning_rate),
        cross_entropy,
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return model
