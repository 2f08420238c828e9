"""Derivations and specs to blocks, blocks to text."""
