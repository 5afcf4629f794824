"""What every test may ask for."""

pytest_plugins = ["tests.e2e.matrix", "tests.real.bluesky", "tests.real.mail", "tests.real.mastodon"]
