#!/bin/bash
# Runs once, on an empty data directory: a role and a database for each service, closed to the others.
set -euo pipefail
for service in dossiers aggregator; do
	psql --quiet --set ON_ERROR_STOP=1 --username postgres <<-END
		CREATE ROLE $service LOGIN PASSWORD '$(cat "/run/secrets/postgres-$service.password")';
		CREATE DATABASE $service OWNER $service;
		REVOKE ALL ON DATABASE $service FROM PUBLIC;
	END
done
psql --quiet --set ON_ERROR_STOP=1 --username postgres --command 'REVOKE ALL ON DATABASE postgres FROM PUBLIC'
