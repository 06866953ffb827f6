"""The Beta distribution: how sure one may be of a rate after some tries. Pure."""

from __future__ import annotations

from math import exp, lgamma, log, log1p

_STEPS = 300
_TINY = 1e-300
_CLOSE = 1e-12
_HALVINGS = 60


def quantile(share: float, yes: float, no: float) -> float:
    """The rate below which `share` of Beta(yes, no) lies; both counts are above 0."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if cumulative(middle, yes, no) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def cumulative(rate: float, yes: float, no: float) -> float:
    """The regularised incomplete beta function (NIST DLMF 8.17)."""
    if rate <= 0:
        return 0.0
    if rate >= 1:
        return 1.0
    weight = exp(lgamma(yes + no) - lgamma(yes) - lgamma(no) + yes * log(rate) + no * log1p(-rate))
    if rate < (yes + 1) / (yes + no + 2):
        return weight * _fraction(rate, yes, no) / yes
    return 1 - weight * _fraction(1 - rate, no, yes) / no


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of DLMF 8.17.22, by Lentz's method."""
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    total = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d, c = 1 / _away(1 + step * d), _away(1 + step / c)
            total *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return total


def _away(value: float) -> float:
    """`value`, kept away from zero."""
    return value if abs(value) > _TINY else _TINY
