-- What every service's database gives: the application may work with the owner's tables, never change their shape.
select format('revoke all on database %I from public', current_database()) \gexec
select format('grant connect, temporary on database %I to throughline_app', current_database()) \gexec
revoke create on schema public from public;
grant all on schema public to throughline_owner;
grant usage on schema public to throughline_app, throughline_system;
alter default privileges for role throughline_owner in schema public
  grant select, insert, update, delete on tables to throughline_app;
alter default privileges for role throughline_owner in schema public
  grant usage on sequences to throughline_app;
