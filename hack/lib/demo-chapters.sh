# shellcheck shell=bash
# The demo's story, chapter by chapter.

tell_story() {
  chapter_cluster
  chapter_install
  chapter_application
  if $with_node; then
    chapter_traffic
  else
    skip "https, metrics and log lines of running pods" "$(why_no_node)"
  fi
  chapter_ownership
  chapter_edit
  chapter_repair
  chapter_conflict
  chapter_deletion
}

chapter_cluster() {
  chapter "A Kubernetes API server of its own"
  if $with_node; then
    tell "With one node, on which pods really run. node\$ is the prompt of a shell on it."
    run "kubectl get nodes"
  else
    run "kubectl get --raw /version | jq -r .gitVersion"
  fi
}

chapter_install() {
  local token
  chapter "Installing the operator"
  if (($(server_minor) < 25)); then
    tell "This server, 1.$(server_minor), is older than those that PodPattern supports. It does not know the CEL"
    tell "rules of the CustomResourceDefinition, so that kubectl must not insist on them; the operator checks the"
    tell "same rules itself."
  fi
  tell "All of deploy/ but the operator's own Deployment, since no registry has its image:"
  install_operator run

  tell "The operator runs from this checkout instead, with the token and the rights of its ServiceAccount:"
  type_in '$' "kubectl create token podpattern -n podpattern-system"
  token=$(operator_token) || broken "there is no token"
  printf '    %s…\n' "${token:0:24}"
  write_operator_kubeconfig "$work/operator.kubeconfig" "$token"
  type_in '$' "podpattern run --kubeconfig operator.kubeconfig --allow-privileged"
  start_operator
  printf '    %s\n' "$(grep -m 1 "starting workers" "$work/operator.log")"
  claim "it may write Deployments" may patch deployments.apps
  claim "it may not read Secrets" may_not get secrets
  claim "it may not make ClusterPodPatterns" may_not create clusterpodpatterns.podpattern.dev
  claim "it may not touch pods or nodes" may_not get pods
}

may() { [[ $(asked "$@") == yes ]]; }
may_not() { [[ $(asked "$@") == no* ]]; }

# asked VERB RESOURCE: what the API server says, and nothing where it cannot be asked.
asked() { kubectl auth can-i "$1" "$2" --as "$OPERATOR" --namespace search 2>/dev/null; }

chapter_application() {
  local position milliseconds directory
  local row='elasticsearch +Deployment/elasticsearch +tls,metrics,logs,kernel'
  chapter "Elasticsearch 7.9.3, extended by four patterns"
  tell "It speaks plain http, knows no Prometheus, logs to a file, and wants a kernel setting."
  tell "Its image and its code stay as they are:"
  run "sed -n '/^  patterns:/,\$p' deploy/examples/elasticsearch.yaml"
  make_certificate_for_demo
  run "kubectl create namespace search"
  directory=$(printf %q "$work")
  run "kubectl -n search create secret tls elasticsearch-tls --cert $directory/tls.crt --key $directory/tls.key"
  run "kubectl -n search apply -f deploy/examples/supporting/elasticsearch-logging.yaml"
  position=$(audit_position)
  run "kubectl -n search apply -f deploy/examples/elasticsearch.yaml"
  wait_for 20 "the Deployment appears" kubectl -n search get deployment elasticsearch
  milliseconds=$(milliseconds_to_operator "$position" create podpatterns deployments)
  tell "The Deployment was there $milliseconds ms after the PodPattern. All that the operator wrote:"
  wait_for 20 "the status is written" status_is_current
  operator_changes "$position" | sed 's/^/    /'
  run "kubectl -n search get configmaps,services,deployments -l podpattern.dev/name=elasticsearch"
  if $with_node; then
    run "kubectl -n search wait --for=condition=Ready --timeout=90s podpattern/elasticsearch"
    run "kubectl -n search get podpatterns"
    claim "READY says True once the pods are rolled out" output_has "$row +True"
  else
    run "kubectl -n search get podpatterns"
    claim "all four patterns are in place" output_has "$row"
    skip "the rollout" "no node, so that no pod can start"
  fi
}

status_is_current() {
  kubectl -n search get podpattern elasticsearch -o json | jq -e '.status.observedGeneration == .metadata.generation'
}

# As cert-manager would: for the name by which clients of the Service call it.
make_certificate_for_demo() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=elasticsearch \
    -addext subjectAltName=DNS:elasticsearch.search.svc -keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null ||
    fail "openssl could not make a certificate"
}

chapter_traffic() {
  local address pod_address curl="curl --silent --max-time 10" status="--write-out 'HTTP %{http_code}'"
  chapter "What the patterns do"
  address=$(kubectl -n search get service elasticsearch -o jsonpath='{.spec.clusterIP}')
  pod_address=$(kubectl -n search get pods -l podpattern.dev/name=elasticsearch -o jsonpath='{.items[0].status.podIP}')
  tell "Debian has no Elasticsearch: a small program answers in its place. nginx, the exporter and busybox are real."

  tell "Ambassador: https at Elasticsearch's port, and nothing else."
  run_on_node "$curl --cacert $(printf %q "$work/tls.crt") --resolve elasticsearch.search.svc:9200:$address \\
    $status https://elasticsearch.search.svc:9200"
  claim "https answers 200, and the certificate is the Secret's" output_has 'HTTP 200'
  run_on_node "$curl $status http://$address:9200"
  claim "plain http is refused with 400" output_has 'HTTP 400'
  claim "nobody outside the pod reaches Elasticsearch itself" \
    on_node bash -c "! timeout 5 bash -c 'exec 3<>/dev/tcp/$pod_address/9201'"

  tell "Adapter: its state, as Prometheus reads it."
  run_on_node "$curl http://$address:9114/metrics | grep -E '^elasticsearch_cluster_health_(status|number_of_nodes)'"
  claim "the exporter answers through the Service, and speaks of Elasticsearch" \
    output_has 'elasticsearch_cluster_health_number_of_nodes\{.*\} 1'

  tell "Sidecar: the log file on standard output."
  run "kubectl -n search logs deployment/elasticsearch --container logs --tail 3"
  claim "the lines are those of the file" output_has '"type": *"server"'

  tell "Init: the node's kernel setting."
  run_on_node "sysctl vm.max_map_count"
  claim "the setting is made" output_has 'vm.max_map_count = 262144'
}

chapter_ownership() {
  local deployment="kubectl -n search get deployment elasticsearch --show-managed-fields -o json"
  chapter "Who owns what"
  run "$deployment |
    jq -r '.metadata.managedFields[] | \"\\(.manager): \\(.operation) of \\([.fieldsV1 | paths(. == {})] | length) fields\"'"
  claim "every field of the spec is podpattern's" \
    check_json "$deployment" '[.metadata.managedFields[] | select(.fieldsV1["f:spec"]) | .manager] == ["podpattern"]'
  claim "replicas is nobody's, so that an autoscaler can have it" \
    check_json "$deployment" '[.metadata.managedFields[] | select(.fieldsV1["f:spec"]["f:replicas"])] == []'
  claim "the PodPattern owns the Deployment, so that it goes when the PodPattern goes" \
    check_json "$deployment" '.metadata.ownerReferences[0] | .kind == "PodPattern" and .name == "elasticsearch"'
}

# check_json COMMAND-LINE CONDITION
check_json() { eval "$1" | jq -e "$2"; }

chapter_edit() {
  local position
  chapter "One edit, one request"
  position=$(audit_position)
  run "kubectl -n search patch podpattern elasticsearch --type merge \\
    --patch '{\"spec\": {\"workload\": {\"replicas\": 2}}}'"
  wait_for 30 "the status is of this generation" status_is_current
  if $with_node; then wait_for 90 "both replicas are ready" is_ready; fi
  tell "What the API server's audit log says the operator wrote:"
  operator_writes "$position" | sed 's/^/    /'
  claim "one PATCH of the Deployment; the rest reports it: the status, and an event" \
    changes_are "$position" "patch deployments elasticsearch 200"
}

is_ready() { [[ $(status_of Ready) == True ]]; }

changes_are() { [[ $(operator_changes "$1") == "$2" ]]; }

chapter_repair() {
  local position milliseconds before
  chapter "Somebody deletes nginx's configuration"
  before=$(uid_of_configuration)
  position=$(audit_position)
  run "kubectl -n search delete configmap elasticsearch-tls"
  wait_for 20 "the ConfigMap is back" is_another_configuration "$before"
  milliseconds=$(milliseconds_to_operator "$position" delete configmaps configmaps)
  claim "it came back within a second: after $milliseconds ms" test "$milliseconds" -lt 1000
  wait_for 20 "the status is written" configuration_is_recorded
}

uid_of_configuration() { kubectl -n search get configmap elasticsearch-tls -o jsonpath='{.metadata.uid}'; }

is_another_configuration() {
  local uid
  uid=$(uid_of_configuration) && [[ -n $uid && $uid != "$1" ]]
}

configuration_is_recorded() {
  kubectl -n search get podpattern elasticsearch -o json |
    jq -e --arg uid "$(uid_of_configuration)" '.status.inventory | any(.uid == $uid)'
}

chapter_conflict() {
  local generation rival patch="kubectl -n search patch podpattern elasticsearch --type"
  chapter "Mistakes are explained, and the last good state stays"
  tell "A value that the schema does not allow never gets into the cluster:"
  run_refused "$patch json --patch \\
    '[{\"op\": \"replace\", \"path\": \"/spec/patterns/0/ambassador/tlsTermination/listenPort\", \"value\": 70000}]'"
  claim "kubectl names the field and what is allowed" output_has 'listenPort: Invalid value: 70000: .*65535'

  tell "A second proxy on the port of the first is right by the schema. The operator finds the conflict:"
  generation=$(generation_of_deployment)
  rival='{"image": "envoyproxy/envoy:v1.33.0", "ports": [{"containerPort": 9200}]}'
  run "$patch json --patch '[{\"op\": \"add\", \"path\": \"/spec/patterns/-\", \"value\":
    {\"name\": \"second-proxy\", \"ambassador\": {\"container\": $rival}}}]'"
  run "kubectl -n search wait --for=condition=Stalled --timeout=20s podpattern/elasticsearch"
  run "kubectl -n search get podpattern elasticsearch \\
    -o jsonpath='{.status.conditions[?(@.type==\"Stalled\")].message}'"
  claim "the message names the field and the port" \
    output_has 'spec\.patterns\[4\]\.ambassador\.container\.ports\[0\]\.containerPort: Duplicate value: 9200'
  claim "… and the other side" output_has 'spec\.patterns\[0\]\.ambassador\.tlsTermination\.listenPort'
  claim "the Deployment was not touched" test "$generation" = "$(generation_of_deployment)"
  run "$patch json --patch '[{\"op\": \"remove\", \"path\": \"/spec/patterns/4\"}]'"
  wait_for 20 "the conflict is gone" is_not_stalled
  claim "without the second proxy all is well again" is_not_stalled
}

generation_of_deployment() { kubectl -n search get deployment elasticsearch -o jsonpath='{.metadata.generation}'; }

# Current, since a condition that is not there yet is not there either.
is_not_stalled() { status_is_current >/dev/null && [[ -z $(status_of Stalled) ]]; }

# status_of CONDITION
status_of() {
  kubectl -n search get podpattern elasticsearch -o "jsonpath={.status.conditions[?(@.type==\"$1\")].status}"
}

chapter_deletion() {
  local list_all="kubectl -n search get deployments,replicasets,pods,services,configmaps"
  list_all+=" --selector podpattern.dev/name=elasticsearch"
  chapter "Deletion leaves nothing"
  if $keep; then
    skip "the deletion" "--keep"
    return
  fi
  run "kubectl -n search delete podpattern elasticsearch"
  if ! has_controllers; then
    skip "the deletion of what it owns" "no kube-controller-manager, whose garbage collector does it"
    return
  fi
  wait_for 90 "everything is gone" nothing_is_left
  run "$list_all"
  claim "nothing of it is left" output_has '^No resources found'
}

has_controllers() { hack/cluster status | sed -n "/^$cluster:/,/^[^ ]/p" | grep -q kube-controller-manager; }

nothing_is_left() { [[ -z $($list_all -o name) ]]; }
