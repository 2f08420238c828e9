"""A PDF written from nothing: numbered objects one after the other, their table, and not a byte more.

From *ISO 32000-1* (2008), whose sections stand in brackets. The bytes depend on the objects and their order alone.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from functools import lru_cache
from typing import Any

_EFFORT = 3  # of compression; most of a paper are its fonts, which are compressed once and for all
_HEAD = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"
_IRREGULAR = re.compile(r"[^!-~]|[()<>\[\]{}/%#]")


class Written:
    """The objects so far. The first is the catalog, the second the tree of pages; both are written at the end."""

    def __init__(self) -> None:
        self._objects: list[bytes] = [b"", b""]
        self._pages: list[int] = []

    def add(self, body: bytes) -> int:
        """The number of a new object."""
        self._objects.append(body)
        return len(self._objects)

    def stream(self, entries: bytes, data: bytes) -> int:
        """The number of a new stream whose dictionary has these entries; its filter is one of them."""
        return self.add(b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(data), data))

    def compressed(self, data: bytes, entries: bytes = b"") -> int:
        """The number of a new stream of this data."""
        return self.stream(entries + b"/Filter /FlateDecode", zlib.compress(data, _EFFORT))

    def page(self, entries: bytes) -> None:
        """Add a page with these entries."""
        self._pages.append(self.add(b"<< /Type /Page /Parent 2 0 R %b >>" % entries))

    def copied(self, value: Any) -> bytes:
        """A value of another PDF with all it refers to; its streams become objects of this one."""
        import pikepdf

        match value:
            case pikepdf.Stream():
                made_anew = ("/Length", "/Filter", "/DecodeParms")
                kept = {key: value[key] for key in value.stream_dict.keys() if key not in made_anew}  # noqa: SIM118
                return b"%d 0 R" % self.compressed(value.read_bytes(), self.entries(kept))
            case pikepdf.Dictionary():
                return b"<< %b>>" % self.entries({key: value[key] for key in value.keys()})  # noqa: SIM118
            case pikepdf.Array():
                return b"[%b]" % b" ".join(map(self.copied, value))
            case bool():
                return b"true" if value else b"false"
            case pikepdf.Object():
                return value.unparse()
            case _:
                return format(value, "f" if not isinstance(value, int) else "d").encode()

    def entries(self, values: dict[str, Any]) -> bytes:
        """The entries of a dictionary by name, with all they refer to."""
        return b"".join(b"%b %b " % (name(key[1:]), self.copied(values[key])) for key in sorted(values))

    def finished(self) -> bytes:
        """The whole file [7.5]."""
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        self._objects[1] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(self._pages), kids)
        pieces = [_HEAD]
        place, places = len(_HEAD), [b"0000000000 65535 f \n"]
        for number, body in enumerate(self._objects, 1):
            places.append(b"%010d 00000 n \n" % place)
            pieces.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
            place += len(pieces[-1])
        whole = b"".join(pieces)
        id = hashlib.sha256(whole).hexdigest()[:32].encode()
        trailer = b"<< /Root 1 0 R /Size %d /ID [<%b> <%b>] >>" % (len(places), id, id)
        table = b"xref\n0 %d\n%b" % (len(places), b"".join(places))
        return b"%b%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (whole, table, trailer, place)


@lru_cache(maxsize=4096)
def name(text: str) -> bytes:
    """A name object [7.3.5]."""
    escaped = _IRREGULAR.sub(lambda match: "".join(f"#{byte:02X}" for byte in match[0].encode()), text)
    return b"/" + escaped.encode("ascii")
