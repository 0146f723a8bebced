class Network(keras.Model):
    def __init__(self, hidden, outputs, activation, dropout, l2):
        super().__init__()
        penalty = keras.regularizers.L2(l2)
        self.hidden = [keras.layers.Dense(units, activation, kernel_regularizer=penalty) for units in hidden]
        self.last = keras.layers.Dense(outputs, kernel_regularizer=penalty)
        self.drop = [keras.layers.Dropout(dropout) for _ in hidden]

    def call(self, x, training=False):
        for layer, drop in zip(self.hidden, self.drop, strict=True):
            x = drop(layer(x), training=training)
        return self.last(x)


def dense_network(inputs, hidden, outputs, activation="relu", dropout=0.0, l2=0.0):
    model = Network(hidden, outputs, activation, dropout, l2)
    model(np.zeros((1, inputs), np.float32))
    return model


def l2_penalty(model, l2):
    return keras.ops.sum([l2 * keras.ops.sum(v**2) for v in model.trainable_variables if len(v.shape) > 1])


def count_parameters(inputs, hidden, outputs):
    if not hidden:
        return inputs * outputs + outputs
    return (inputs + 1) * hidden[0] + count_parameters(hidden[0], hidden[1:], outputs)
