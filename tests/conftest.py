"""Every test has the kernel's fixtures: databases, services, a broker, a district of its own."""

pytest_plugins = ["shared.testing.plugin"]
