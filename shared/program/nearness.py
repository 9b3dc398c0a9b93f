"""Whether two folded words differ by one letter: what people mistype. Pure."""

from __future__ import annotations


def is_one_off(one: str, other: str) -> bool:
    """One letter otherwise, more or less, two neighbors changed over, or none."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    same = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) != len(other):
        return one[same:] == other[same + 1 :]
    return one[same + 1 :] == other[same + 1 :] or (
        one[same : same + 2] == other[same : same + 2][::-1] and one[same + 2 :] == other[same + 2 :]
    )
