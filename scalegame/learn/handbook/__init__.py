"""The handbook: a card for every part of the game, and pages that compare. Texts and numbers; it knows no Textual."""
