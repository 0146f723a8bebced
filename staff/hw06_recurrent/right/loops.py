def windows(series, length, steps_ahead=1):
    x, y, end = [], [], length
    while end + steps_ahead <= len(series):
        x.append(series[end - length : end])
        y.append([series[end + ahead][0] for ahead in range(steps_ahead)])
        end += 1
    return np.array(x), np.array(y)


def rnn_step(x, h, w, u, b):
    return [np.tanh(row @ w + state @ u + b) for row, state in zip(x, h, strict=True)]


def run_rnn(x, w, u, b):
    result = []
    for example in x:
        h, states = np.zeros(len(b)), []
        for row in example:
            h = np.tanh(np.dot(row, w) + np.dot(h, u) + b)
            states.append(h)
        result.append(states)
    return result


def run_lstm(x, kernel, recurrent_kernel, bias):
    m, steps, _ = x.shape
    states = np.zeros((m, steps, len(bias) // 4))
    last = np.zeros((m, len(bias) // 4))
    for example in range(m):
        h, c = np.zeros((1, len(bias) // 4)), np.zeros((1, len(bias) // 4))
        for step in range(steps):
            h, c = lstm_step(x[example : example + 1, step], h, c, kernel, recurrent_kernel, bias)
            states[example, step] = h[0]
        last[example] = c[0]
    return states, last
