# shellcheck shell=bash
# A cluster's certificates, made on the spot: one authority, a certificate for each component, the service-account key.

# make_pki DIRECTORY
make_pki() {
  local directory=$1
  mkdir -p "$directory"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj /CN=podpattern-cluster \
    -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature \
    -keyout "$directory/ca.key" -out "$directory/ca.crt" 2>/dev/null || fail "openssl could not make a certificate authority"
  make_certificate "$directory" apiserver /CN=kube-apiserver serverAuth \
    "DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:$KUBERNETES_SERVICE_IP,IP:$NODE_IP"
  make_certificate "$directory" admin /O=system:masters/CN=admin clientAuth
  make_certificate "$directory" kubelet-client /O=system:masters/CN=kube-apiserver clientAuth
  make_certificate "$directory" kube-controller-manager /CN=system:kube-controller-manager clientAuth
  make_certificate "$directory" kube-scheduler /CN=system:kube-scheduler clientAuth
  make_certificate "$directory" kube-proxy /CN=system:kube-proxy clientAuth
  make_certificate "$directory" kubelet "/O=system:nodes/CN=system:node:$NODE_NAME" clientAuth
  openssl ecparam -name prime256v1 -genkey -noout -out "$directory/service-accounts.key"
  openssl ec -in "$directory/service-accounts.key" -pubout -out "$directory/service-accounts.pub" 2>/dev/null
}

# make_certificate DIRECTORY NAME SUBJECT USAGE [SUBJECT-ALTERNATIVE-NAMES]
make_certificate() {
  local directory=$1 name=$2 subject=$3 extensions
  extensions=$(printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=%s\n%s' "$4" "${5:+subjectAltName=$5}")
  {
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "$subject" \
      -keyout "$directory/$name.key" -out "$directory/$name.csr" &&
      openssl x509 -req -in "$directory/$name.csr" -days 365 -CA "$directory/ca.crt" -CAkey "$directory/ca.key" \
        -set_serial "0x$(openssl rand -hex 8)" -extfile <(printf '%s\n' "$extensions") -out "$directory/$name.crt"
  } 2>/dev/null || fail "openssl could not make the certificate of $name"
  rm "$directory/$name.csr"
}

# write_kubeconfig FILE PKI-DIRECTORY CERTIFICATE SERVER: complete in itself, so that it can be copied elsewhere.
write_kubeconfig() {
  local file=$1 pki=$2 certificate=$3 server=$4
  cat >"$file" <<YAML
apiVersion: v1
kind: Config
clusters:
- name: podpattern
  cluster:
    server: $server
    certificate-authority-data: $(base64_of "$pki/ca.crt")
users:
- name: $certificate
  user:
    client-certificate-data: $(base64_of "$pki/$certificate.crt")
    client-key-data: $(base64_of "$pki/$certificate.key")
contexts:
- name: podpattern
  context: {cluster: podpattern, user: $certificate}
current-context: podpattern
YAML
}

base64_of() { base64 <"$1" | tr -d '\n'; }
