"""The play and replay screens: pure drawings, and the thin widgets that put them on the terminal."""
