"""The parts of all screens: canvas, painted widgets, dialogs, menus, columns, plots."""
