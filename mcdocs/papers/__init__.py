"""A paper for each student: typeset many at a time, taken apart, and looked through for what must not be in it."""
