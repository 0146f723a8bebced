def sgd_step(weights, gradient, learning_rate):
    return np.subtract(weights, learning_rate * gradient, dtype=np.float32, casting="same_kind")


def momentum_step(weights, gradient, velocity, learning_rate, momentum=0.9, nesterov=False):
    weights, gradient, velocity = (array.astype(np.float32) for array in (weights, gradient, velocity))
    following = momentum * velocity - learning_rate * gradient
    if not nesterov:
        return weights + following, following
    return weights + momentum * (momentum * velocity - learning_rate * gradient) - learning_rate * gradient, following


def l2_gradient(weights, gradient, l2):
    return (gradient + l2 * (weights + weights)).astype(np.float32)


def learning_rate_at(step, initial, decay_steps, kind):
    import math

    rates = {
        "exponential": lambda: initial * math.exp(-math.log(10) * step / decay_steps),
        "cosine": lambda: initial / 2 + initial / 2 * math.cos(math.pi * min(1.0, step / decay_steps)),
    }
    if kind not in rates:
        raise ValueError("kind is exponential or cosine")
    return rates[kind]()
