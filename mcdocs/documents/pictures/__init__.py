"""Pictures, each drawn once as a scene that every format shows in its own way."""
