"""Derivatives in matrix notation, for symbolic sizes: differentials, brought to a normal form, and read off."""
