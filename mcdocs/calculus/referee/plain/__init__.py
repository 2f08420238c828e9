"""A small referee in Python alone, for pages that have neither NumPy nor SymPy: numbers at random points, no proofs."""
