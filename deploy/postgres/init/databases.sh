#!/bin/bash
# A role and a database for each service, closed to the others, and a role that watches, all with the passwords of the secrets.
# Runs on an empty data directory by itself. Run it again when a password was renewed or a service has come:
#
#   docker compose -f deploy/compose/compose.yaml exec postgres /docker-entrypoint-initdb.d/databases.sh
set -euo pipefail
# services: begin
services="dossiers aggregator"
# services: end
secrets=${SECRETS:-/run/secrets}
PGPASSWORD=$(cat "$secrets/postgres.password")
export PGPASSWORD

run() {
	psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username postgres "$@"
}

role() {
	local password
	password=$(cat "$secrets/postgres-$1.password")
	run <<-END
		SELECT 'CREATE ROLE $1 LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$1') \gexec
		ALTER ROLE $1 PASSWORD '$password';
	END
}

for service in $services; do
	role "$service"
	run <<-END
		SELECT 'CREATE DATABASE $service OWNER $service' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$service') \gexec
		REVOKE ALL ON DATABASE $service FROM PUBLIC;
	END
done

# It sees how the server does, and no row of a table.
role watcher
run <<-END
	ALTER ROLE watcher CONNECTION LIMIT 5;
	REVOKE ALL ON DATABASE postgres FROM PUBLIC;
	GRANT CONNECT ON DATABASE postgres TO watcher;
	GRANT pg_monitor TO watcher;
END
