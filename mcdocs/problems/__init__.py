"""Problem sets: drawn exercises, what a student may see of them, and the key that nobody typed."""
