"""What the play screen is made of: pure drawings, and the thin widgets that put them on the terminal."""
