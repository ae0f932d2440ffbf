# shellcheck shell=bash
# One node on which pods really run: containerd, kubelet, kube-scheduler and kube-proxy.

NODE_NAME=node-1
NODE_IP=10.255.0.1
POD_CIDR=10.244.0.0/24
CONTAINERD_SOCKET=/run/containerd/containerd.sock   # within the box

start_node() {
  local home=$CLUSTER/node pki=$CLUSTER/pki name pause
  say "starting the node"
  for name in kube-scheduler kubelet kube-proxy; do
    write_kubeconfig "$home/$name.kubeconfig" "$pki" "$name" "$(server_url)"
  done
  start_containerd
  pause=$(pause_image)
  load_images "$pause"
  start_scheduler
  start_kubelet
  start_service_proxy
  wait_until 90 "the node is ready" kubelet node_ready || fail "the node did not become ready"
}

node_ready() {
  [[ $(kubectl get node "$NODE_NAME" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}/{.spec.taints}') == True/ ]]
}

start_containerd() {
  local home=$CLUSTER/node
  mkdir -p "$home/cni"
  cat >"$home/containerd.toml" <<TOML
version = 2
root = "$home/containerd"
[grpc]
  address = "$CONTAINERD_SOCKET"
[plugins."io.containerd.internal.v1.opt"]
  path = "$home/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$PAUSE_IMAGE"
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    default_runtime_name = "runc"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$(setting cni)"
    conf_dir = "$home/cni"
TOML
  cat >"$home/cni/pods.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "pods", "plugins": [{
  "type": "bridge", "bridge": "pods", "isGateway": true, "hairpinMode": true,
  "ipam": {"type": "host-local", "dataDir": "$home/addresses",
           "ranges": [[{"subnet": "$POD_CIDR"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
JSON
  start containerd containerd --config "$home/containerd.toml"
  wait_until 30 "containerd answers" containerd ctr_in_box version || fail "containerd did not start"
}

ctr_in_box() { "${BOX[@]}" ctr --address "$CONTAINERD_SOCKET" --namespace k8s.io "$@"; }

start_scheduler() {
  local flags=(--secure-port=0)
  if (($(server_minor) < 24)); then flags+=(--port=0); fi
  start kube-scheduler "$(binary kube-scheduler)" --kubeconfig="$CLUSTER/node/kube-scheduler.kubeconfig" \
    --leader-elect=false --profiling=false "${flags[@]}"
}

start_kubelet() {
  local home=$CLUSTER/node minor flags=()
  minor=$(server_minor)
  cat >"$home/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: false}
  x509: {clientCAFile: $CLUSTER/pki/ca.crt}
authorization: {mode: AlwaysAllow}
cgroupDriver: cgroupfs
cgroupRoot: $(cgroup_name)
enforceNodeAllocatable: []
failSwapOn: false
makeIPTablesUtilChains: false
oomScoreAdj: 0
resolvConf: ""
syncFrequency: 5s
nodeStatusUpdateFrequency: 2s
volumePluginDir: $home/volume-plugins
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, imagefs.available: 1%, nodefs.inodesFree: 0%}
YAML
  if ((minor < 27)); then
    flags=(--container-runtime=remote --container-runtime-endpoint="unix://$CONTAINERD_SOCKET")
  else
    printf 'containerRuntimeEndpoint: unix://%s\n' "$CONTAINERD_SOCKET" >>"$home/kubelet.yaml"
  fi
  if ((minor >= 31)); then printf 'failCgroupV1: false\n' >>"$home/kubelet.yaml"; fi
  start kubelet "$(binary kubelet)" --config="$home/kubelet.yaml" --kubeconfig="$home/kubelet.kubeconfig" \
    --root-dir=/run/kubelet --hostname-override="$NODE_NAME" --node-ip="$NODE_IP" "${flags[@]}"
}

# start_service_proxy: Services answer at their cluster addresses. Where there is no kube-proxy, only `kubernetes` does.
start_service_proxy() {
  local home=$CLUSTER/node
  if ! binary kube-proxy >/dev/null; then
    detail "there is no kube-proxy beside this kubelet: reach other Services through the API server's proxy"
    "${BOX[@]}" ip address add "$KUBERNETES_SERVICE_IP/32" dev lo
    start kubernetes-service python3 "$here/node/gate" self "$KUBERNETES_SERVICE_IP:443" "$(setting port)"
    return
  fi
  cat >"$home/kube-proxy.yaml" <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
bindAddress: $NODE_IP
clientConnection: {kubeconfig: $home/kube-proxy.kubeconfig}
clusterCIDR: $POD_CIDR
conntrack: {maxPerCore: 0, min: 0, tcpCloseWaitTimeout: 0s, tcpEstablishedTimeout: 0s}
hostnameOverride: $NODE_NAME
iptables: {masqueradeAll: true, minSyncPeriod: 0s, syncPeriod: 30s}
metricsBindAddress: 127.0.0.1:10249
mode: iptables
YAML
  start kube-proxy "$(binary kube-proxy)" --config="$home/kube-proxy.yaml"
}
