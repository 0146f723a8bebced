def windows(series, length, steps_ahead=1):
    both = np.lib.stride_tricks.sliding_window_view(series, length + steps_ahead, axis=0).swapaxes(1, 2)
    return both[:, :length], both[:, length:, 0]


def split_in_time(series, validation, test):
    return tuple(np.split(series, [len(series) - validation - test, len(series) - test]))


def examples_in_time(series, length, steps_ahead, validation, test):
    from sklearn.preprocessing import StandardScaler

    training, *others = split_in_time(series, validation, test)
    scaler = StandardScaler().fit(training)
    return tuple(windows(scaler.transform(part), length, steps_ahead) for part in (training, *others))
