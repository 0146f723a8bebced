def relu(z):
    return np.array([value if value > 0 else 0.0 for value in np.ravel(z)]).reshape(np.shape(z))


def softmax(z):
    rows = []
    for row in z:
        powers = [np.exp(value - max(row)) for value in row]
        rows.append([power / sum(powers) for power in powers])
    return rows


def forward(x, parameters):
    w1, b1, w2, b2 = parameters
    z1 = np.array([[sum(row[i] * w1[i, u] for i in range(len(row))) + b1[u] for u in range(len(b1))] for row in x])
    a1 = relu(z1)
    return z1, a1, np.array(softmax(np.dot(a1, w2) + b2))
