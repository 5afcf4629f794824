"""The X connector against a fake of X that behaves as the real one was seen, and was written, to behave."""
