"""The YAML files as typed records with positions."""
