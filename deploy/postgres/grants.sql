-- What every service's database gives: its service comes in, no other; the application may work with the owner's tables, never
-- change their shape. The login of a service has its database's name.
select format('revoke all on database %I from public', current_database()) \gexec
select format('grant connect, temporary on database %1$I to %1$I', current_database()) \gexec
revoke create on schema public from public;
grant all on schema public to throughline_owner;
grant usage on schema public to throughline_app, throughline_system;
alter default privileges for role throughline_owner in schema public
  grant select, insert, update, delete on tables to throughline_app;
alter default privileges for role throughline_owner in schema public
  grant usage on sequences to throughline_app;
