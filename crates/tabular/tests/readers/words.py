"""Text that is hard on readers."""

import random

WORDS = ["Zürich", "Málaga", "Besançon", "Kraków", "naïve", "Ærø", "plain", "two words", "O'Brien", "100%", "€ 5"]
PIECES = [",", ";", "\t", "|", '"', '""', "'", "\\", " ", "\n", "\r\n", "#", "a", "Straße", "日本", "🚂", "é", "=", "0"]
"""Everything that means something to some dialect, and characters of one to four bytes."""


def word(rng: random.Random) -> str:
    return rng.choice(WORDS)


def hostile(rng: random.Random) -> str:
    """A few pieces one after another; sometimes nothing."""
    return "".join(rng.choice(PIECES) for _ in range(rng.randint(0, 6)))
