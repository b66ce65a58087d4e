"""The game on screen: the only package that knows Textual.

``app.py`` has keys, colours and sizes, ``navigation.py`` the screen that follows each message. ``screens/`` holds one
screen a module with its style sheet beside it; ``play/`` and ``debrief/`` are the two screens of many parts, ``kit/``
serves all. State flows down as plain values; messages flow up.
"""
