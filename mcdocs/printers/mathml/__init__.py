"""Formulas and the notation around them in MathML Core, as browsers set it without any script."""
