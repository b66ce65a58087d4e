"""The distance a sample may have from the truth: standard errors, and how many of them a test allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]

#: Standard errors that a mean with a known variance may be off: 1 in 16,000 for the normal distribution.
SIGMAS = 4.0
#: The same chance when the variance is estimated from ``BATCHES`` batches: Student's t with 39 degrees of freedom.
STUDENT_SIGMAS = 4.5
BATCHES = 40


@dataclass(frozen=True)
class Estimate:
    """A mean and its standard error."""

    mean: float
    error: float


def ratio(numerator: Numbers | Counts, denominator: Numbers | Counts) -> Estimate:
    """Return Σ numerator ÷ Σ denominator of a steady series, one entry a tick, with its error by batch means.

    Neighbouring ticks depend on each other, so they are summed to ``BATCHES`` long batches, which hardly do. The
    error of a ratio is that of the mean of (numerator − ratio × denominator), to first order (the delta method).
    A remainder of ticks at the front is left out.
    """
    top, bottom = _batches(numerator), _batches(denominator)
    mean = top.sum() / bottom.sum()
    deviations = top - mean * bottom
    return Estimate(mean, float(deviations.std(ddof=1) / np.sqrt(BATCHES) / bottom.mean()))


def mean(series: Numbers | Counts) -> Estimate:
    """Return the mean of a steady series, one entry a tick, with its error by batch means."""
    return ratio(series, np.ones(len(series)))


def _batches(series: Numbers | Counts) -> Numbers:
    values = np.asarray(series, np.float64)
    length = len(values) // BATCHES
    sums: Numbers = values[len(values) - BATCHES * length :].reshape(BATCHES, length).sum(axis=1)
    return sums


def chi_square_of(counts: Counts) -> float:
    """Return χ² of ``counts`` (one row a sample) against equal shares in each row, summed over the rows."""
    expected = counts.sum(axis=1, keepdims=True) / counts.shape[1]
    return float((((counts - expected) ** 2) / expected).sum())


def chi_square_law(totals: Counts, cells: int) -> Estimate:
    """Return mean and standard deviation of ``chi_square_of`` rows that are multinomial with equal shares.

    For one row of m in k cells the mean is k − 1 and the variance exactly 2 (k − 1) (1 − 1 ÷ m).
    """
    variance = 2 * (cells - 1) * (1 - 1 / totals)
    return Estimate(float(len(totals) * (cells - 1)), float(np.sqrt(variance.sum())))
