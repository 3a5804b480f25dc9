"""The command: CLI, and all stages on one machine."""

__version__ = "0.1.0"
