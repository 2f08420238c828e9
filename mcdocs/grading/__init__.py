"""Typed answers: what a student wrote, whether it is right, and if not, what went wrong."""
