# shellcheck shell=bash
# What the operator did, from the API server's own audit log: not what it says of itself.

# audit_position: to ask later what came after.
audit_position() { wc -l <"$PODPATTERN_AUDIT_LOG"; }

# audit_since POSITION: the finished requests, as JSON, one a line.
audit_since() {
  tail -n "+$(($1 + 1))" "$PODPATTERN_AUDIT_LOG" | jq -c -R 'fromjson? | select(.stage == "ResponseComplete")'
}

# operator_writes POSITION: VERB RESOURCE NAME CODE of everything that the operator changed.
operator_writes() {
  audit_since "$1" | jq -r --arg operator "$OPERATOR" '
    select(.user.username == $operator and (.verb | IN("create", "update", "patch", "delete")))
    | .objectRef as {$resource, $subresource, $name}
    | [.verb, ([$resource, $subresource // empty] | join("/")), $name, .responseStatus.code]
    | map(tostring) | join(" ")'
}

# operator_changes POSITION: without what only reports: the status of its own resource, and events.
operator_changes() { operator_writes "$1" | grep -vE '^(patch podpatterns/status|(create|patch) events) ' || true; }

# milliseconds_to_operator POSITION VERB RESOURCE HANDLED: from the end of somebody's request to the end of the
# operator's first change of a resource after it.
milliseconds_to_operator() {
  audit_since "$1" | jq -s -r --arg operator "$OPERATOR" --arg verb "$2" --arg resource "$3" --arg handled "$4" '
    def milliseconds: capture("^(?<whole>[^.]+)(?<part>[.][0-9]+)?Z$")
      | ((.whole + "Z" | fromdate) * 1000 + ("0" + (.part // ".0") | tonumber) * 1000);
    (map(select(.user.username != $operator and .verb == $verb and .objectRef.resource == $resource))[0].stageTimestamp
      | milliseconds) as $cause
    | map(select(.user.username == $operator and .verb == "patch" and .objectRef.resource == $handled)
        | .stageTimestamp | milliseconds | select(. >= $cause))[0] - $cause | round'
}
