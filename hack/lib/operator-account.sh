# shellcheck shell=bash
# The operator's own identity in a cluster: what `deploy/` grants its ServiceAccount, and a token to use it with from
# outside.

# install_operator [PERFORMER]: installs deploy/ in the cluster at hand; PERFORMER runs each command line in place of `eval`.
install_operator() {
  local performer=${1:-eval} commands line
  commands=$(install_commands) || return 1
  while IFS= read -r line <&3; do "$performer" "$line" || return 1; done 3<<<"$commands"
}

# install_commands: for all but the operator's own Deployment, since its program runs from this checkout.
install_commands() {
  local minor leniency=""
  minor=$(server_minor) || return 1
  # kubectl finds the CEL rules of the CustomResourceDefinition unknown to servers before 1.25, which are only tested
  # with.
  if ((minor < 25)); then leniency=" --validate=false"; fi
  printf '%s\n' "kubectl apply -k deploy --selector app.kubernetes.io/component!=controller$leniency" \
    "kubectl wait --for=condition=Established --timeout=30s crd/podpatterns.podpattern.dev crd/clusterpodpatterns.podpattern.dev"
}

# install_components: grants what the optional parts of deploy/ need, for the tests of these parts.
install_components() {
  kubectl apply -f deploy/components/secure-metrics/review.yaml -f deploy/components/impersonation/impersonate.yaml
}

# write_operator_kubeconfig FILE [TOKEN]
write_operator_kubeconfig() {
  local file=$1 token=${2:-}
  if [[ -z $token ]]; then token=$(operator_token) || return 1; fi
  (umask 077 && kubectl config view --raw --minify --flatten -o json | jq --arg token "$token" \
    '.users = [{name: "operator", user: {token: $token}}] | .contexts[0].context.user = "operator"' >"$file")
}

operator_token() { kubectl create token podpattern -n podpattern-system --duration=24h; }
