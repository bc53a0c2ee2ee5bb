#!/bin/sh
# First start of the container: bootstrap.sql, with passwords from the environment and so never on a command line.
set -eu
psql -X -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres <<'SQL'
\getenv owner_password OWNER_DB_PASSWORD
\getenv partners_password PARTNERS_DB_PASSWORD
\getenv scheduling_password SCHEDULING_DB_PASSWORD
\getenv assessment_password ASSESSMENT_DB_PASSWORD
\getenv notifications_password NOTIFICATIONS_DB_PASSWORD
\i /bootstrap/bootstrap.sql
SQL
