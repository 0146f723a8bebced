def adam_step(weights, gradient, state, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v, t = state
    t = np.int64(t + 1)
    m = np.add(np.multiply(m, beta_1), np.multiply(gradient, 1 - beta_1))
    v = np.add(np.multiply(v, beta_2), np.multiply(gradient * gradient, 1 - beta_2))
    root = (1 - beta_2**t) ** 0.5
    rate = learning_rate * root / (1 - beta_1**t)
    return weights - rate * m / (v**0.5 + epsilon * root), (m, v, t)


def adamw_step(
    weights, gradient, state, learning_rate=0.001, weight_decay=0.004, beta_1=0.9, beta_2=0.999, epsilon=1e-7
):
    step, after = adam_step(np.zeros(weights.shape), gradient, state, learning_rate, beta_1, beta_2, epsilon)
    return weights + step - weights * weight_decay * learning_rate, after


def learning_rate_at(step, initial, decay_steps, kind):
    part = step / decay_steps
    match kind:
        case "exponential":
            return np.float64(initial) * np.power(10.0, -part)
        case "cosine":
            return 0.0 if part >= 1 else initial * np.cos(np.pi / 2 * part) ** 2
        case _:
            raise ValueError(kind)
