"""What an author can write: shapes, formulas and the notation around them."""
