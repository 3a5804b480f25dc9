#!/bin/bash
# Gives Elasticsearch the roles of deploy/elasticsearch/roles, a user for each, and Kibana's user its password.
# Needs ELASTIC_URL, ELASTIC_PASSWORD, KIBANA_PASSWORD, READER_PASSWORD, WRITER_PASSWORD, ADMIN_PASSWORD; ROLES is the folder of
# the roles. Repeatable.
set -euo pipefail

# The passwords go to curl by files that only this process can read, never by its command line.
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A text within quotation marks, for curl's settings and JSON alike.
quoted() { printf '"%s"' "$(sed 's/[\\"]/\\&/g' <<< "$1")"; }
printf 'user = %s\n' "$(quoted "elastic:$ELASTIC_PASSWORD")" > "$work/login"

send() { # METHOD PATH FILE
  curl --config "$work/login" --fail-with-body -sS -o "$work/answer" -X "$1" -H 'Content-Type: application/json' \
    --data-binary "@$3" "$ELASTIC_URL$2" || { cat "$work/answer" >&2; exit 1; }
}

for file in "${ROLES:-/setup/elasticsearch/roles}"/*.json; do
  role=$(basename "$file" .json)
  send PUT "/_security/role/$role" "$file"
  # The user newswire-reader has the role newswire_reader and the password READER_PASSWORD.
  name=${role#newswire_}
  password=${name^^}_PASSWORD
  printf '{"password": %s, "roles": ["%s"]}' "$(quoted "${!password}")" "$role" > "$work/user"
  send PUT "/_security/user/newswire-$name" "$work/user"
  echo "role $role and user newswire-$name are set"
done

printf '{"password": %s}' "$(quoted "$KIBANA_PASSWORD")" > "$work/kibana"
send POST /_security/user/kibana_system/_password "$work/kibana"
