"""The screens: one of three states each (list, read, write), and the small dialogs."""
