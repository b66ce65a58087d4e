"""Everything a player can do: the one table of commands, and what its dialogs offer."""
