"""mcdocs derives matrix-calculus results with the working, verifies them, and typesets them."""
