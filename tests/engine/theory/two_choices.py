"""Queue lengths of a very large fleet when each request joins the shorter of two queues, by fixed point."""

from __future__ import annotations

import numpy as np

from tests.engine.theory.sampling import Numbers

#: Queues this long do not occur: with two choices their share falls off as a double exponential.
LONGEST = 14
_CLOSE, _STEPS, _TERMS = 1e-12, 1000, 18


def exponential_service(load: float) -> Numbers:
    """Return the shares of servers with at least 0, 1, 2 … requests inside when service is exponential.

    λ^(2^k − 1) in closed form (Vvedenskaya, Dobrushin and Karpelevich 1996; Mitzenmacher 1996); here it is the
    check of the fixed point below, which knows no closed form for equal service times.
    """
    shares = np.power(load, np.arange(LONGEST + 2))
    for _ in range(_STEPS):
        birth = load * (shares[:-1] + shares[1:])
        found = _tail(np.concatenate(([1.0], np.cumprod(birth[:-1]))))
        if np.abs(found - shares).max() < _CLOSE:
            break
        shares = (shares + found) / 2
    return shares


def equal_service(load: float) -> Numbers:
    """Return the same when all requests take equally long, served in order.

    In the limit of many servers queues are taken to be independent of each other (the ansatz of Bramson, Lu and
    Prabhakar 2010, proven by them for decreasing hazard rates only). One that has k inside is joined at rate
    λ(s_k² − s_{k+1}²) ÷ (s_k − s_{k+1}) = λ(s_k + s_{k+1}), s being the shares to be found. Between two departures it
    is a pure birth process of one service's length, so its embedded chain and the time spent in each state are matrix
    exponentials; iterating that to a fixed point gives s.
    """
    shares = np.power(load, np.arange(LONGEST + 2))
    for _ in range(_STEPS):
        found = _tail(_time_shares(load * (shares[:-1] + shares[1:])))
        if np.abs(found - shares).max() < _CLOSE:
            break
        shares = (shares + found) / 2
    return shares


def _time_shares(birth: Numbers) -> Numbers:
    """Return how much of its time a queue with birth rates ``birth`` by length and unit service has each length."""
    size = len(birth)
    rates = np.diag(-birth) + np.diag(birth[:-1], 1)
    rates[-1, -1] = 0
    # The exponential of ((Q, I), (0, 0)) holds exp(Q) and, beside it, its integral over the service.
    both = np.zeros((2 * size, 2 * size))
    both[:size, :size], both[:size, size:] = rates, np.eye(size)
    moved = _exponential(both)
    start = np.maximum(np.arange(size - 1), 1)
    chain = moved[start, 1:size]
    equations = (chain / chain.sum(axis=1, keepdims=True)).T - np.eye(size - 1)
    equations[-1] = 1
    left_behind = np.linalg.solve(equations, np.eye(size - 1)[-1])
    spent: Numbers = left_behind @ moved[start, size:]
    spent[0] += left_behind[0] / birth[0]
    return spent


def _exponential(matrix: Numbers) -> Numbers:
    """Return exp(matrix) by a Taylor series of matrix ÷ 2⁶ and six squarings."""
    small = matrix / 64
    result = term = np.eye(len(matrix))
    for number in range(1, _TERMS):
        term = term @ small / number
        result = result + term
    for _ in range(6):
        result = result @ result
    return result


def _tail(weights: Numbers) -> Numbers:
    """Return the shares of at least 0, 1, 2 and more from the weights of exactly so many."""
    tail: Numbers = np.append(weights[::-1].cumsum()[::-1], 0.0) / weights.sum()
    return tail
