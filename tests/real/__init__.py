"""Real servers on 127.0.0.1 for tests: Dovecot and Exim (`mail`), and what stands between (`wire`)."""
