"""The handbook, which explains, and the quiz, which asks. They know no Textual."""
