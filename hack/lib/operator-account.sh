# shellcheck shell=bash
# The operator's own identity in a cluster: what `deploy/` grants its ServiceAccount, and a token to use it with from
# outside.

# install_command: applies deploy/, all but the operator's own Deployment: its program runs from this checkout.
install_command() {
  local command="kubectl apply -k deploy --selector app.kubernetes.io/component!=controller"
  # kubectl finds the CEL rules of the CustomResourceDefinition unknown to servers before 1.25, which are only tested
  # with.
  if (($(server_minor) < 25)); then command+=" --validate=false"; fi
  printf '%s\n' "$command"
}

# install_components: grants what the optional parts of deploy/ need, for the tests of these parts.
install_components() {
  kubectl apply -f deploy/components/secure-metrics/review.yaml -f deploy/components/impersonation/impersonate.yaml
}

server_minor() { kubectl get --raw /version | jq -r '.minor | sub("[^0-9].*"; "")'; }

# write_operator_kubeconfig FILE [TOKEN]
write_operator_kubeconfig() {
  local file=$1 token=${2:-}
  if [[ -z $token ]]; then token=$(operator_token) || return 1; fi
  (umask 077 && kubectl config view --raw --minify --flatten -o json | jq --arg token "$token" \
    '.users = [{name: "operator", user: {token: $token}}] | .contexts[0].context.user = "operator"' >"$file")
}

operator_token() { kubectl create token podpattern -n podpattern-system --duration=24h; }
