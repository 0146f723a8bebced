def standardise(x, train):
    x, train = np.float32(x), np.float32(train)
    centre = np.einsum("mf->f", train) / len(train)
    width = np.sqrt(((train - centre) ** 2).mean(0))
    width[width == 0] = 1
    return (x - centre) / width


def probabilities(model, x):
    return keras.ops.exp(keras.ops.log_softmax(model(x)))


def compile_classifier(model, learning_rate):
    optimizer = keras.optimizers.Adam()
    optimizer.learning_rate = learning_rate
    model.compile(
        optimizer=optimizer, loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["acc"]
    )
    return model


def mean_with_dropout(model, x, samples):
    passes = keras.ops.stack([keras.ops.softmax(model(x, training=True)) for _ in range(samples)])
    return keras.ops.mean(passes, axis=0)


def train(model, x, y, validation_x, validation_y, epochs, patience, batch_size=32):
    import tensorflow as tf

    examples = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed=1).batch(batch_size)
    judged = tf.data.Dataset.from_tensor_slices((validation_x, validation_y)).batch(64)
    return model.fit(examples, validation_data=judged, epochs=epochs, callbacks=early_stopping(patience), verbose=0)


def l2_penalty(model, l2):
    return float(l2 * sum(np.linalg.norm(kernel) ** 2 for kernel in model.get_weights()[::2]))
