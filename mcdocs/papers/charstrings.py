"""The programs that draw the glyphs of Type 1 fonts, and the encryption of these.

From *Adobe Type 1 Font Format* (1990), whose chapters stand in brackets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

EEXEC, CHARSTRING = 55665, 4330
"""The keys of the private part of a font and of charstrings [7.2, 7.3]."""

_SALT = b"\0\0\0\0"

# Commands [6.4].
_ESCAPE = 12
_CALLSUBR, _SEAC, _CALLOTHERSUBR, _POP = (10,), (12, 6), (12, 16), (12, 17)
_REPLACE_HINTS = 3  # the OtherSubr that takes the number of a subroutine [8.1]


@dataclass
class _Reading:
    """A charstring being read: the stack has numbers and where they stand, None for what a command left there."""

    stack: list[tuple[int, int, int] | None]

    def pop(self) -> tuple[int, int, int] | None:
        return self.stack.pop() if self.stack else None


def parts_of(code: bytes, takers: Collection[int]) -> Iterator[bytes | int]:
    """A charstring in pieces: code, and between it the numbers of the subroutines that are called."""
    done, place = 0, 0
    reading = _Reading([])
    while place < len(code):
        if size := _size(code[place]):
            reading.stack.append((_value(code, place), place, place + size))
            place += size
            continue
        command = tuple(code[place : place + (2 if code[place] == _ESCAPE else 1)])
        for number, start, stop in _called(command, reading, takers):
            yield code[done:start]
            yield number
            done = stop
        place += len(command)
    yield code[done:]


def _called(command: tuple[int, ...], reading: _Reading, takers: Collection[int]) -> list[tuple[int, int, int]]:
    """The numbers of subroutines among what the command takes from the stack, in the order of their places."""
    found: list[tuple[int, int, int] | None] = []
    if command == _CALLSUBR:
        found = [reading.pop()]
        if found[0] and found[0][0] in takers:
            found.insert(0, reading.pop())
    elif command == _CALLOTHERSUBR:
        which, count = reading.pop(), reading.pop()
        if which and which[0] == _REPLACE_HINTS:
            found = [reading.pop()]
        elif count:
            del reading.stack[len(reading.stack) - count[0] :]
    elif command == _POP:
        reading.stack.append(None)
    else:
        reading.stack.clear()
    return [each for each in found if each]


def components(code: bytes) -> tuple[str, ...]:
    """The two glyphs of which an accented letter is put together, if it is: `asb adx ady base accent seac` [6.4]."""
    if not code.endswith(bytes(_SEAC)):
        return ()
    numbers, place = [], 0
    while place < len(code) - 2:
        size = _size(code[place])
        numbers.append(_value(code, place) if size else 0)
        place += size or 1
    return tuple(_STANDARD_ENCODING.get(number) or chr(number) for number in numbers[-2:])


_ACCENTS = (
    "grave acute circumflex tilde macron breve dotaccent dieresis ring cedilla hungarumlaut ogonek caron dotlessi"
)
_STANDARD_ENCODING = dict(zip((*range(193, 201), 202, 203, 205, 206, 207, 245), _ACCENTS.split(), strict=True))
"""What accented letters are made of beside letters, which stand where ASCII has them."""


def joined(parts: tuple[bytes | int, ...], numbers: Mapping[int, int]) -> bytes:
    """The charstring with its subroutines renumbered, encrypted."""
    code = b"".join(_number(numbers[part]) if isinstance(part, int) else part for part in parts)
    return encrypt(code, CHARSTRING)


def _size(first: int) -> int:
    """How many bytes a number takes that begins with this byte; 0 for a command [6.2]."""
    return 0 if first < 32 else 1 if first < 247 else 2 if first < 255 else 5


def _value(code: bytes, place: int) -> int:
    first = code[place]
    if first < 247:
        return first - 139
    if first < 251:
        return (first - 247) * 256 + code[place + 1] + 108
    if first < 255:
        return -(first - 251) * 256 - code[place + 1] - 108
    return int.from_bytes(code[place + 1 : place + 5], "big", signed=True)


def _number(value: int) -> bytes:
    if -107 <= value <= 107:
        return bytes([value + 139])
    if 108 <= value <= 1131:
        return bytes([247 + (value - 108) // 256, (value - 108) % 256])
    return b"\xff" + value.to_bytes(4, "big", signed=True)


def takes_a_number(code: bytes) -> bool:
    """Whether a subroutine replaces hints by another one, whose number stands before the call: `n 4 callsubr`."""
    return code.startswith(bytes([*_number(1), *_number(_REPLACE_HINTS), *_CALLOTHERSUBR]))


def decrypt(data: bytes, key: int) -> bytes:
    """What was encrypted [7.1]."""
    plain = bytearray(len(data))
    for place, cipher in enumerate(data):
        plain[place] = cipher ^ (key >> 8)
        key = ((cipher + key) * 52845 + 22719) & 0xFFFF
    return bytes(plain[len(_SALT) :])


def encrypt(data: bytes, key: int) -> bytes:
    """The other way round, with four bytes of nothing before it, as the format wants."""
    cipher = bytearray(len(_SALT) + len(data))
    for place, plain in enumerate(_SALT + data):
        byte = plain ^ (key >> 8)
        cipher[place] = byte
        key = ((byte + key) * 52845 + 22719) & 0xFFFF
    return bytes(cipher)
