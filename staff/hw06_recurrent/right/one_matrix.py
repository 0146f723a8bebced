def rnn_step(x, h, w, u, b):
    return np.tanh(np.hstack([x, h]) @ np.vstack([w, u]) + b)


def lstm_step(x, h, c, kernel, recurrent_kernel, bias):
    z = np.hstack([x, h, np.ones((len(x), 1))]) @ np.vstack([kernel, recurrent_kernel, bias])
    z = z.reshape(len(x), 4, -1)
    gates = sigmoid(z)
    new_c = gates[:, 1] * c + gates[:, 0] * np.tanh(z[:, 2])
    return [gates[:, 3] * np.tanh(new_c), new_c]


def run_rnn(x, w, u, b):
    states = np.zeros((x.shape[0], x.shape[1] + 1, b.size))
    for step in range(x.shape[1]):
        states[:, step + 1] = rnn_step(x[:, step], states[:, step], w, u, b)
    return states[:, 1:]


def count_lstm_parameters(features, units):
    return np.int64(4) * (features * units + units**2 + units)
