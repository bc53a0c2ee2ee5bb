"""PostgreSQL: engine, base classes, district isolation, migrations."""
