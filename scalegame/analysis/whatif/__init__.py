"""The one decision that would have helped a finished game most."""
