"""`python -m adhelm.app`: the command line where the script `adhelm` is not on the path."""

from adhelm.app.cli import main

main()
