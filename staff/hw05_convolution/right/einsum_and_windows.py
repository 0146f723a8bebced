def convolve(images, filters, bias, stride=1, padding="valid"):
    k = filters.shape[0]
    x = pad_same(images, k, stride) if padding == "same" else images
    below = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("mrckab,abkf->mrcf", below, filters) + bias


def max_pool(images, size=2, stride=2):
    return np.lib.stride_tricks.sliding_window_view(images, (size, size), (1, 2))[:, ::stride, ::stride].max((-1, -2))


def max_pool_gradient(images, error, size=2, stride=2):
    view = np.lib.stride_tricks.sliding_window_view(images, (size, size), (1, 2))[:, ::stride, ::stride]
    place = view.reshape(*view.shape[:4], size * size).argmax(axis=-1)
    i, r, c, k = np.indices(error.shape)
    gradient = np.zeros_like(images, dtype=float)
    np.add.at(gradient, (i, r * stride + place // size, c * stride + place % size, k), error)
    return gradient
