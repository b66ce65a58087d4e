"""The game on screen: the only package that knows Textual.

``app.py`` wires the screens together, ``screens/`` holds one screen a module with its style sheet beside it,
``widgets/`` what the play screen is made of. State flows down as plain values; messages flow up.
"""
