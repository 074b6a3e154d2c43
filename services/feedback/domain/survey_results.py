"""Which groups of a survey's answers may be shown, so that nobody's answer can be read off."""

from __future__ import annotations

from collections.abc import Mapping

#: A single hidden group is what is left of the total.
PAIR = 2


def hidden_groups(sizes: Mapping[str, int], smallest: int) -> frozenset[str]:
    """The groups that are not shown, beside a total that is.

    Every group of fewer than `smallest` answers; and as many of the next smallest as it takes
    until what is hidden is at least two groups of together at least `smallest` answers: what is
    left when the shown groups are subtracted from the total then tells of no small group. All
    groups, where that can't be had.
    """
    by_size = sorted(sizes, key=lambda group: (sizes[group], group))
    small = [group for group in by_size if sizes[group] < smallest]
    if not small:
        return frozenset()
    for count in range(max(len(small), PAIR), len(by_size)):
        if sum(sizes[group] for group in by_size[:count]) >= smallest:
            return frozenset(by_size[:count])
    return frozenset(by_size)
