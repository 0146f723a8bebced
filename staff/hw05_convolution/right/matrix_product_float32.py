def columns_of(images, size, stride):
    height, width = output_size(images.shape[1], size, stride), output_size(images.shape[2], size, stride)
    rows = []
    for image in images:
        for r in range(height):
            for c in range(width):
                rows.append(image[r * stride : r * stride + size, c * stride : c * stride + size].ravel())
    return np.array(rows, np.float32), (len(images), height, width)


def convolve(images, filters, bias, stride=1, padding="valid"):
    size, *_, count = filters.shape
    if padding != "valid":
        images = pad_same(images, size, stride)
    rows, shape = columns_of(images, size, stride)
    return (rows @ filters.reshape(-1, count).astype(np.float32) + bias.astype(np.float32)).reshape(*shape, count)


def global_average_pool(images):
    return np.einsum("mhwc->mc", images.astype(np.float32)) / np.float32(images.shape[1] * images.shape[2])
