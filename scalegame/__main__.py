"""``python -m scalegame`` is the command ``scalegame``."""

from scalegame.cli import main

if __name__ == "__main__":
    main()
