-- Run once per server by a superuser, with a password for the owner and for each service:
--   psql -v owner_password=… -v partners_password=… -v scheduling_password=… … -f bootstrap.sql
-- The owner migrates. Each service logs in as itself, to its own database alone, and works as the application, under row security
-- it cannot bypass; the system role, which nobody logs in as, is what relay and timers step into for the few tables that name it.
\set ON_ERROR_STOP on
create role throughline_owner login nosuperuser nobypassrls password :'owner_password';
create role throughline_app nologin nosuperuser nobypassrls;
create role throughline_system nologin nosuperuser nobypassrls;
grant throughline_system to throughline_app with inherit false, set true;
create role throughline_partners login nosuperuser nobypassrls password :'partners_password' in role throughline_app;
create role throughline_scheduling login nosuperuser nobypassrls password :'scheduling_password' in role throughline_app;
create role throughline_assessment login nosuperuser nobypassrls password :'assessment_password' in role throughline_app;
create role throughline_notifications login nosuperuser nobypassrls password :'notifications_password' in role throughline_app;

select format('alter role throughline_%s set timezone to %L', name, 'UTC')
from unnest(array['owner', 'partners', 'scheduling', 'assessment', 'notifications']) as name
\gexec
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
