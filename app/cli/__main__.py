"""`python -m app.cli` is `vivavoce`."""

from app.cli import main

if __name__ == "__main__":
    main()
