"""What every test may ask for."""

pytest_plugins = ["tests.real.bluesky", "tests.real.mail", "tests.real.mastodon"]
