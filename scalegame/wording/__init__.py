"""The plain words for the engine's values: units, parts, commands, events, causes. No Textual, no Rich."""
