"""What the engine's values are called, in plain words: units, parts, commands, events, causes. No Textual, no Rich."""
