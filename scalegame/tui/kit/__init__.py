"""What all screens are made of: canvas, painted widgets, dialogs, menus, columns, plots."""
