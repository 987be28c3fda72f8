"""Runs `tabular-cli` over sets of other people's files and their scorers over what it says."""
