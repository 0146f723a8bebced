def max_pool_gradient(images, error, size=2, stride=2):
    outputs, gradient, taken = max_pool(images, size, stride), 0.0 * images, np.zeros(error.shape, bool)
    height, width = error.shape[1:3]
    for a in range(size):
        for b in range(size):
            rows, columns = (
                slice(a, a + stride * (height - 1) + 1, stride),
                slice(b, b + stride * (width - 1) + 1, stride),
            )
            here = (images[:, rows, columns] == outputs) & ~taken
            taken |= here
            gradient[:, rows, columns] += np.where(here, error, 0)
    return gradient


def count_dense(inputs, units):
    return (inputs + 1) * units


def count_convolution(kernel_size, channels, filters):
    return np.int64(filters) * (1 + channels * kernel_size**2)
