"""Settings, addresses, the command line and what Koppi stands on."""
