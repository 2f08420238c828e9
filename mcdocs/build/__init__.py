"""What to make again, how, in parallel, atomically."""
