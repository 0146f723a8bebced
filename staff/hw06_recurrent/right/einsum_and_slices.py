def rnn_step(x, h, w, u, b):
    return np.tanh(np.einsum("mf,fk->mk", x, w) + np.einsum("mj,jk->mk", h, u) + b)


def lstm_step(x, h, c, kernel, recurrent_kernel, bias):
    from scipy.special import expit

    k = c.shape[-1]
    z = np.einsum("mf,fk->mk", x, kernel) + np.einsum("mj,jk->mk", h, recurrent_kernel)
    z += bias
    new_c = expit(z[:, k : 2 * k]) * c
    new_c += expit(z[:, :k]) * np.tanh(z[:, 2 * k : 3 * k])
    return expit(z[:, 3 * k :]) * np.tanh(new_c), new_c


def count_lstm_parameters(features, units):
    return sum(np.zeros(shape).size for shape in ((features, 4 * units), (units, 4 * units), (4 * units,)))
