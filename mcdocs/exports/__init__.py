"""Problem sets for the systems schools have: one room for each format, entered in the table `EXPORTS`."""

from mcdocs.exports import gradescope, moodle, notebook, prairielearn, qti12, qti21, stack  # noqa: F401 - they enter it
from mcdocs.exports.table import EXPORTS, Bundle

__all__ = ["EXPORTS", "Bundle"]
