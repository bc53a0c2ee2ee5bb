-- Run once per server by a superuser:
--   psql -v owner_password=… -v app_password=… -f bootstrap.sql
-- Three roles: the owner migrates, the application serves under row security it cannot bypass,
-- and the system role, which nobody logs in as, is what relay and timers step into for the few tables that name it.
\set ON_ERROR_STOP on
create role throughline_owner login nosuperuser nobypassrls password :'owner_password';
create role throughline_app login nosuperuser nobypassrls password :'app_password';
create role throughline_system nologin nosuperuser nobypassrls;
grant throughline_system to throughline_app with inherit false, set true;
alter role throughline_app set timezone to 'UTC';
alter role throughline_owner set timezone to 'UTC';

select format('create database throughline_%s owner throughline_owner', service)
from unnest(array['partners', 'scheduling', 'assessment', 'notifications']) as service
\gexec

\c throughline_partners
\ir grants.sql
\c throughline_scheduling
\ir grants.sql
\c throughline_assessment
\ir grants.sql
\c throughline_notifications
\ir grants.sql
