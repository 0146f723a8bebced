def convolve(images, filters, bias, stride=1, padding="valid"):
    size = len(filters)
    if padding == "same":
        images = pad_same(images, size, stride)
    height = 1 + (images.shape[1] - size) // stride
    width = 1 + (images.shape[2] - size) // stride
    total = np.zeros((*images.shape[:1], height, width, filters.shape[-1])) + bias
    for a in range(size):
        for b in range(size):
            total += images[:, a:, b:][:, ::stride, ::stride][:, :height, :width] @ filters[a, b]
    return total


def max_pool(images, size=2, stride=2):
    height, width = [output_size(side, size, stride) for side in images.shape[1:3]]
    best = np.full((len(images), height, width, images.shape[3]), -np.inf)
    for a in range(size):
        for b in range(size):
            np.maximum(best, images[:, a:, b:][:, ::stride, ::stride][:, :height, :width], out=best)
    return best


def count_convolution(kernel_size, channels, filters):
    return count_dense(kernel_size * kernel_size * channels, filters)
