def polynomial_features(x, degree):
    def products(start, left):
        """Lists of features, in ascending order."""
        if left == 0:
            return [[]]
        return [[i, *rest] for i in range(start, x.shape[1]) for rest in products(i, left - 1)]

    result = []
    for row in x:
        values = []
        for size in range(1, degree + 1):
            for term in products(0, size):
                value = 1.0
                for i in term:
                    value *= row[i]
                values.append(value)
        result.append(values)
    return result


def linear_kernel(a, b):
    return [[sum(p * q for p, q in zip(x, z, strict=True)) for z in b] for x in a]


def squared_distances(a, b, scales):
    distances = np.zeros((len(a), len(b)))
    for i, x in enumerate(a):
        for j, z in enumerate(b):
            for feature, scale in enumerate(scales):
                distances[i, j] += ((x[feature] - z[feature]) / scale) ** 2
    return distances


def leave_one_out(kernel, y, penalty):
    errors = []
    for i in range(len(y)):
        rest = [j for j in range(len(y)) if j != i]
        coefficients = fit_kernel_ridge(kernel[rest][:, rest], y[rest], penalty)
        errors.append(float(y[i] - kernel[i, rest] @ coefficients))
    return errors


def choose_gamma(x, y, gammas, penalty):
    best, lowest = None, float("inf")
    for gamma in gammas:
        error = sum(error**2 for error in leave_one_out(rbf_kernel(x, x, gamma), y, penalty)) / len(y)
        if error < lowest:
            best, lowest = gamma, error
    return best
