"""Random numbers that are the same for ever: a function of a secret and of names, on every machine and every Python.

A seed is a key, and a name below it another one, so what one exercise of one student draws depends on nothing else:
not on the other students, not on their order, not on how many numbers were drawn before.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")

_BLOCK_BITS = 256


@dataclass(frozen=True)
class Seed:
    """A key of 32 bytes, from which no name above it and no name beside it can be guessed."""

    key: bytes = field(repr=False)  # a seed in a message or a log must not tell the secret

    @classmethod
    def of(cls, secret: bytes) -> Seed:
        """The seed of a secret: any bytes, of any length."""
        return cls(hmac.digest(b"mcdocs seed 1", secret, hashlib.sha256))

    def at(self, *names: str | int) -> Seed:
        """The seed of a name below this one, and so on: `seed.at("set", 3, "student")` is `.at("set").at(3)...`.

        A number and its digits as a text are the same name.
        """
        seed = self
        for name in names:
            seed = Seed(hmac.digest(seed.key, b"name " + str(name).encode("utf-8", "surrogatepass"), hashlib.sha256))
        return seed

    def numbers(self) -> Numbers:
        """The stream of random numbers of this seed, from its beginning."""
        return Numbers(self)

    def code(self, length: int = 8) -> str:
        """A short name for this seed that tells nothing about it: capital letters and digits 2 to 7, at most 51."""
        return base64.b32encode(hmac.digest(self.key, b"code", hashlib.sha256)).decode()[:length]


PUBLIC = Seed.of(b"public")
"""The seed of what everybody gets alike: a worksheet for the whole class is no secret."""


class Numbers:
    """A stream of random numbers: HMAC-SHA256 of a counter, each block read as one integer."""

    def __init__(self, seed: Seed) -> None:
        self._key = seed.key
        self.taken = 0  # blocks, so that a reader can tell whether a function has drawn anything

    def below(self, count: int) -> int:
        """An integer from 0 up to, and without, `count`, each as likely as the others; at most 2^128 of them."""
        if not 0 < count <= 1 << 128:
            raise ValueError(f"nothing to draw from: {count}")
        # What does not fill a whole number of rounds is thrown away, else the first numbers came more often.
        limit = (1 << _BLOCK_BITS) // count * count
        while (block := self._block()) >= limit:
            pass
        return block % count

    def integer(self, first: int, last: int) -> int:
        """An integer from `first` to `last`, both included."""
        return first + self.below(last - first + 1)

    def choice(self, items: Sequence[T]) -> T:
        """One of the items; raises ValueError when there are none."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in a random order, every order as likely as the others."""
        found = list(items)
        for last in range(len(found) - 1, 0, -1):
            other = self.below(last + 1)
            found[last], found[other] = found[other], found[last]
        return found

    def _block(self) -> int:
        block = hmac.digest(self._key, b"block %d" % self.taken, hashlib.sha256)
        self.taken += 1
        return int.from_bytes(block, "big")
