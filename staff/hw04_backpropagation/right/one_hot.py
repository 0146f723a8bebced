def one_hot(labels, classes):
    result = np.zeros((len(labels), classes))
    result[range(len(labels)), labels] = 1.0
    return result


def output_error(probabilities, labels):
    return (probabilities - one_hot(labels, probabilities.shape[1])) / probabilities.shape[0]


def backward(x, labels, parameters):
    w1, b1, w2, b2 = parameters
    z1 = x.dot(w1) + b1
    a1 = np.where(z1 > 0, z1, 0)
    d2 = output_error(softmax(a1.dot(w2) + b2), labels)
    d1 = d2.dot(w2.T)
    d1[z1 <= 0] = 0
    return x.T.dot(d1), d1.sum(0), a1.T.dot(d2), d2.sum(0)
