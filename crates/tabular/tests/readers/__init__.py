"""Files that other libraries write, read by `tabular-cli` and by those libraries: every value must be the same.

`scripts/test readers` runs them. The files are made anew each time, the same ones; nothing is kept.
"""
