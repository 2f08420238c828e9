"""mcdocs measured side by side with the alternatives, in one run. `python -m bench` runs everything, see `__main__`."""
