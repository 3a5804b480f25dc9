"""The commands, one module per subject; each is registered in newswire/cli.py."""
