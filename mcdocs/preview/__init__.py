"""A course in the browser while it is written: slides that follow every save, and a playground for formulas."""
