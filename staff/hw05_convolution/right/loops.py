def output_size(size, kernel_size, stride=1, padding="valid"):
    count, first = 0, 0
    while first < size if padding == "same" else first + kernel_size <= size:
        count, first = count + 1, first + stride
    return count


def convolve(images, filters, bias, stride=1, padding="valid"):
    k, _, channels, count = filters.shape
    if padding == "same":
        images = pad_same(images, k, stride)
    rows = range(0, images.shape[1] - k + 1, stride)
    columns = range(0, images.shape[2] - k + 1, stride)
    maps = np.zeros((len(images), len(rows), len(columns), count))
    for i in range(len(images)):
        for r, top in enumerate(rows):
            for c, left in enumerate(columns):
                for f in range(count):
                    maps[i, r, c, f] = bias[f]
                    for channel in range(channels):
                        square = images[i, top : top + k, left : left + k, channel]
                        maps[i, r, c, f] += np.sum(square * filters[:, :, channel, f])
    return maps


def global_average_pool(images):
    m, height, width, channels = images.shape
    return [[float(np.sum(images[i, :, :, c])) / (height * width) for c in range(channels)] for i in range(m)]
