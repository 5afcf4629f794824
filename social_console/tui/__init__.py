"""The console for terminals: `app.run(session)`."""
