"""What explains and asks: the handbook's cards and the quiz. It knows no Textual."""
