"""A class's typed answers graded: read from a table, judged in processes under a time limit, written as a table."""
