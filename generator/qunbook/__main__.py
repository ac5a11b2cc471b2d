"""`python -m qunbook` is `qunbook`."""

from __future__ import annotations

from qunbook.cli import main

if __name__ == "__main__":
    main()
