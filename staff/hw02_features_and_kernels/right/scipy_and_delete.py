def count_terms(features, degree):
    from scipy.special import comb

    return sum(int(comb(features, size, exact=True, repetition=True)) for size in range(1, degree + 1))


def squared_distances(a, b, scales):
    from scipy.spatial import distance_matrix

    return distance_matrix(a / scales, b / scales) ** 2


def fit_kernel_ridge(kernel, y, penalty):
    from scipy.linalg import cho_factor, cho_solve

    regularised = kernel.copy()
    regularised.flat[:: len(y) + 1] += penalty
    return cho_solve(cho_factor(regularised), y)


def leave_one_out(kernel, y, penalty):
    errors = np.empty(len(y))
    for i in range(len(y)):
        smaller = np.delete(np.delete(kernel, i, axis=0), i, axis=1)
        c = fit_kernel_ridge(smaller, np.delete(y, i), penalty)
        errors[i] = y[i] - predict_kernel_ridge(np.delete(kernel[i : i + 1], i, axis=1), c)[0]
    return errors


def choose_gamma(x, y, gammas, penalty):
    return min(gammas, key=lambda gamma: np.square(leave_one_out(rbf_kernel(x, x, gamma), y, penalty)).sum())
