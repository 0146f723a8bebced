def momentum_step(weights, gradient, velocity, learning_rate, momentum=0.9, nesterov=False):
    weights, velocity = weights.copy(), velocity.copy()
    velocity *= momentum
    velocity -= learning_rate * gradient
    if nesterov:
        weights += momentum * velocity
        weights -= learning_rate * gradient
    else:
        weights += velocity
    return [weights, velocity]


def adam_step(weights, gradient, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v = np.array(state[0]), np.array(state[1])
    t = state[2] + 1
    m += (gradient - m) * (1 - beta_1)
    v += (np.square(gradient) - v) * (1 - beta_2)
    corrected = m / (1 - beta_1**t)
    corrected /= np.sqrt(v / (1 - beta_2**t)) + epsilon
    result = weights.copy()
    result -= learning_rate * corrected
    return [result, [m, v, t]]


def adamw_step(
    weights, gradient, state, learning_rate=0.001, weight_decay=0.004, beta_1=0.9, beta_2=0.999, epsilon=1e-7
):
    smaller = weights * (1 - learning_rate * weight_decay)
    return adam_step(smaller, gradient, state, learning_rate, beta_1, beta_2, epsilon)
