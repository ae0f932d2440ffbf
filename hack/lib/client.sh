# shellcheck shell=bash
# Which cluster a script speaks to.

# use_cluster NAME: from here on kubectl speaks to it, or to none at all: never to the one of the person who runs this.
use_cluster() {
  local exports
  export KUBECONFIG=/dev/null
  exports=$(hack/cluster env --name "$1") || return 1
  eval "$exports"
}

# take_down NAME: says nothing unless it fails.
take_down() {
  local said
  said=$(hack/cluster down --name "$1" 2>&1) || say "the cluster $1 could not be taken down: $said"
}

server_minor() { kubectl get --raw /version | jq -r '.minor | sub("[^0-9].*"; "")'; }
