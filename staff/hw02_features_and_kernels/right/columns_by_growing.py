def count_terms(features, degree):
    total, ways = 0, 1
    for size in range(1, degree + 1):
        ways = ways * (features + size - 1) // size
        total += ways
    return total


def polynomial_features(x, degree):
    """Each product is a shorter one times a feature that is not before its last."""
    newest = [(column, i) for i, column in enumerate(x.T)]
    columns = [column for column, _ in newest]
    for _ in range(degree - 1):
        newest = [(column * x[:, j], j) for column, last in newest for j in range(last, x.shape[1])]
        columns += [column for column, _ in newest]
    return np.array(columns).T


def fit_kernel_ridge(kernel, y, penalty):
    values, vectors = np.linalg.eigh(kernel)
    return vectors @ ((vectors.T @ y) / (values + penalty))
