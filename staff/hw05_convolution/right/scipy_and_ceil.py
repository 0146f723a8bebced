def output_size(size, kernel_size, stride=1, padding="valid"):
    import math

    return math.ceil(size / stride) if padding == "same" else math.floor((size - kernel_size) / stride + 1)


def pad_same(images, kernel_size, stride=1):
    m, height, width, channels = images.shape
    zeros = []
    for side in (height, width):
        rest = side % stride
        zeros.append(max(kernel_size - (stride if rest == 0 else rest), 0))
    padded = np.zeros((m, height + zeros[0], width + zeros[1], channels), images.dtype)
    top, left = zeros[0] // 2, zeros[1] // 2
    padded[:, top : top + height, left : left + width] = images
    return padded


def convolve(images, filters, bias, stride=1, padding="valid"):
    from scipy.signal import correlate

    x = pad_same(images, len(filters), stride) if padding == "same" else images
    maps = []
    for f in range(filters.shape[-1]):
        whole = np.stack([correlate(image, filters[..., f], mode="valid", method="direct")[..., 0] for image in x])
        maps.append(whole[:, ::stride, ::stride] + bias[f])
    return np.stack(maps, axis=-1)
