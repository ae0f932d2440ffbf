# shellcheck shell=bash
# etcd, kube-apiserver and kube-controller-manager: a real API server with RBAC, listening on the loopback interface alone.

SERVICE_CIDR=10.0.0.0/16   # thousands of Services, for hack/bench
KUBERNETES_SERVICE_IP=10.0.0.1

kubectl() { "$(setting kubectl)" --kubeconfig "$CLUSTER/kubeconfig" --cache-dir "$CLUSTER/kubectl-cache" "$@"; }

# server_minor: 20 for 1.20.2, since flags come and go.
server_minor() { setting version | cut -d . -f 2; }

start_control_plane() {
  local attempt etcd_port api_port
  setting version "$("$(binary kube-apiserver)" --version | sed 's/^Kubernetes v//')"
  setting kubectl "$(binary kubectl)"
  write_audit_policy
  for attempt in 1 2 3 4 5; do
    read -r etcd_port api_port < <(free_ports 2)
    # In a box the API server's port on the host is the gate's, which has bound it already.
    if in_box; then api_port=$(setting port); fi
    start_etcd "$etcd_port"
    if works etcd; then
      start_apiserver "$api_port" "$etcd_port"
      if works kube-apiserver; then break; fi
    fi
    if ((attempt == 5)) || ! grep -qs 'address already in use' "$CLUSTER"/logs/{etcd,kube-apiserver}.log; then
      fail "the API server did not start"
    fi
    say "another program took a port: trying others"
    stop etcd
    stop kube-apiserver
    rm -rf "$CLUSTER/etcd"
  done
  if has_controllers; then start_controller_manager; fi
}

# works COMPONENT: waits until it does its work; those that are not known here only have to run.
works() {
  case $1 in
  etcd) wait_until 30 "etcd accepts connections" etcd accepts "$(setting etcd-port)" ;;
  kube-apiserver) wait_until 90 "the API server is ready" kube-apiserver kubectl get --raw /readyz ;;
  *) running "$1" ;;
  esac
}

has_controllers() { $with_controllers && binary kube-controller-manager >/dev/null; }

start_etcd() {
  setting etcd-port "$1"
  start etcd "$(binary etcd)" --data-dir="$CLUSTER/etcd" --unsafe-no-fsync \
    --listen-client-urls="http://127.0.0.1:$1" --advertise-client-urls="http://127.0.0.1:$1" \
    --listen-peer-urls=http://127.0.0.1:0
}

start_apiserver() {
  local port=$1 etcd_port=$2 pki=$CLUSTER/pki flags=()
  setting port "$port"
  write_kubeconfig "$CLUSTER/kubeconfig" "$pki" admin "https://127.0.0.1:$port"
  if in_box; then
    # Pods reach it at the node's address. The box's network is private: nothing outside can.
    flags+=(--bind-address=0.0.0.0 --advertise-address="$NODE_IP" --kubelet-preferred-address-types=InternalIP)
  else
    flags+=(--bind-address=127.0.0.1 --advertise-address=127.0.0.1 --endpoint-reconciler-type=none)
  fi
  # Without controllers no namespace gets its default ServiceAccount, and Pods would be refused for want of it.
  has_controllers || flags+=(--disable-admission-plugins=ServiceAccount)
  start kube-apiserver "$(binary kube-apiserver)" --etcd-servers="http://127.0.0.1:$etcd_port" --secure-port="$port" \
    --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" --client-ca-file="$pki/ca.crt" \
    --kubelet-client-certificate="$pki/kubelet-client.crt" --kubelet-client-key="$pki/kubelet-client.key" \
    --cert-dir="$CLUSTER/apiserver" --authorization-mode=Node,RBAC --allow-privileged --profiling=false \
    --service-account-key-file="$pki/service-accounts.pub" --service-account-signing-key-file="$pki/service-accounts.key" \
    --service-account-issuer=https://kubernetes.default.svc --service-cluster-ip-range="$SERVICE_CIDR" \
    --audit-policy-file="$CLUSTER/audit-policy.yaml" --audit-log-path="$CLUSTER/audit.log" --audit-log-format=json \
    --audit-log-maxsize=10000 \
    "${flags[@]}" ${apiserver_flags[@]+"${apiserver_flags[@]}"}
}

# Tests count who asked for what, from a place in the log on: it must not begin anew when it has 100 MB, as it would by
# itself. One line with stage ResponseComplete for each request, ResponseStarted when a watch begins.
write_audit_policy() {
  cat >"$CLUSTER/audit-policy.yaml" <<'YAML'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
YAML
}

start_controller_manager() {
  local pki=$CLUSTER/pki flags=(--secure-port=0)
  if (($(server_minor) < 24)); then flags+=(--port=0); fi
  write_kubeconfig "$CLUSTER/kube-controller-manager.kubeconfig" "$pki" kube-controller-manager "$(server_url)"
  start kube-controller-manager "$(binary kube-controller-manager)" \
    --kubeconfig="$CLUSTER/kube-controller-manager.kubeconfig" --leader-elect=false --profiling=false \
    --controllers='*' --use-service-account-credentials --root-ca-file="$pki/ca.crt" \
    --service-account-private-key-file="$pki/service-accounts.key" \
    --flex-volume-plugin-dir="$CLUSTER/volume-plugins" "${flags[@]}"
  wait_until 60 "the controllers work" kube-controller-manager kubectl get serviceaccount default -n default ||
    fail "kube-controller-manager did not start"
}

server_url() { printf 'https://127.0.0.1:%s' "$(setting port)"; }
