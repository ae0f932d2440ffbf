/// What is mutated: inputs as the API server, users and other programs really send them.
enum Corpus {
  static let objects = [
    #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","resourceVersion":"12"},"data":{"k":"v\n\u00e9"}}"#,
    #"{"a":[1,-2,3.5,1e10,true,false,null,"x\"\\\/\b\f\n\r\t"],"b":{"c":{"d":[[],{}]}}}"#,
  ]
  static let scalars = ["0", "-1.5e-3", "\"\\ud83d\\ude00\"", "null", "[]", "{}"]
  static let yaml = [
    "a: 1\nb: [x, y]\nc: {d: e}\n", "- |\n  text\n  more\n- >-\n  folded\n  text\n- 'it''s'\n- \"\\x41\\u00e9\"\n",
    "base: &b {x: 1}\nuse: *b\nlist:\n- *b\n", "---\na: ~\n---\nb: yes\n...\n",
    "? key\n: value\n0o17: 1_000\n.nan: 2001-01-01\n",
  ]
  static let events = [
    #"{"type":"ADDED","object":{"kind":"ConfigMap","metadata":{"name":"a","resourceVersion":"5"}}}"# + "\n"
      + #"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"6"}}}"# + "\r\n\n"
      + #"{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}"# + "\n"
  ]
  static let statuses = [
    #"{"kind":"Status","status":"Failure","reason":"Conflict","code":409,"message":"m","details":{"name":"n","kind":"k","#
      + #""retryAfterSeconds":3,"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"kubectl\" using v1","#
      + #""field":".spec.replicas"}]}}"#
  ]
  static let lists = [
    #"{"kind":"ConfigMapList","metadata":{"resourceVersion":"9","continue":"abc"},"items":[{"metadata":{"name":"a"}},null]}"#
  ]
  static let managedFieldPaths = [
    #".spec.template.spec.containers[name="a\"\u2028"].env[name="X"].value"#, #".spec.ports[port=9114,protocol="TCP"]"#,
    #".metadata.finalizers[="example.com/a"]"#, ".metadata.annotations.example.com/a", ".spec.list[3].x", ".a[=[1,{}]]",
  ]
  static let managedFields = [
    #"[{"manager":"m","operation":"Apply","fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:a.b/c":{}}},"f:spec":{"#
      + #""f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}},"f:set":{"v:\"x\"":{},"v:1":{}},"#
      + #""f:list":{"i:0":{}}}}},{"manager":"o","operation":"Update","fieldsV1":{"f:spec":{"f:set":{"v:1":{}}}}}]"#
  ]
  static let headers = [
    "5", "120", "-1", "9223372036854775807", "299 - \"a \\\"quoted\\\" text\", 299 host \"other\" \"date\"",
  ]
  static let kubeconfigs = [
    """
    apiVersion: v1
    kind: Config
    current-context: c
    contexts: [{name: c, context: {cluster: k, user: u, namespace: n}}]
    clusters: [{name: k, cluster: {server: "https://host:6443", tls-server-name: other, insecure-skip-tls-verify: true}}]
    users: [{name: u, user: {token: hush-hush-hush}}]
    """,
    """
    current-context: c
    contexts:
    - name: c
      context: {cluster: k, user: u}
    clusters:
    - name: k
      cluster: {server: "http://[::1]:8080/base/", proxy-url: "http://proxy:3128", certificate-authority-data: aGVsbG8=}
    users:
    - name: u
      user:
        exec: {apiVersion: client.authentication.k8s.io/v1, command: get-token, args: [a], env: [{name: X, value: y}],
          interactiveMode: Never}
        as: somebody
    """,
  ]
  static let plugins = [
    #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t","#
      + #""expirationTimestamp":"2026-11-21T08:00:00Z"}}"#
  ]
  static let pem = [
    "-----BEGIN CERTIFICATE-----\nMIIBeTCCAR+gAwIBAgIUIHkZhRsdg1MT0xwHjlpeyHB20J4wCgYIKoZIzj0EAwIw\n-----END CERTIFICATE-----\n",
    """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgo01ahwSosCD2PDrv
    UoV00HNGpb32+wB1aQUvHZg3f1OhRANCAASKM73qEU31negPfprOixKvPXD2HVwk
    dPfSf1SXOJRVwi34zvxm1IkUub3/BffPCegvKrHGimYIjxe4c8Iq3VvD
    -----END PRIVATE KEY-----
    """,
  ]
  static let addresses = ["https://host:6443", "http://[::1]:8080/base/", "10.0.0.1", "https://user@host/?q#f"]
  static let podPatterns = [
    """
    apiVersion: podpattern.dev/v1alpha1
    kind: PodPattern
    metadata: {name: web, namespace: shop}
    spec:
      workload:
        replicas: 2
        template: {spec: {containers: [{name: web, image: "example.com/web:1", ports: [{containerPort: 80}]}]}}
        service: {ports: [{name: http, port: 80, targetPort: 8080}]}
      patterns:
      - name: tls
        ambassador: {tlsTermination: {listenPort: 8080, applicationPort: 8081, certificateSecret: tls}}
      - name: logs
        sidecar: {logStream: {directory: /var/log/web, files: [access.log]}}
      - name: kernel
        init: {sysctl: {vm.max_map_count: "262144"}}
    status: {observedGeneration: 1, conditions: [{type: Ready, status: "True"}], inventory: [{kind: Service, name: web}]}
    """
  ]
  static let texts = [
    "web-1.example.com", "example.com/web:1@sha256:abc", "/var/log/web", "2026-01-01T00:00:00Z", "4 4 1 7",
  ]
  static let expressions = ["[a-z0-9]([-a-z0-9]*[a-z0-9])?", "(a|b)*c+", "[^/]\\x41\\.", "((a?)*)*b", "a*a*a*a*a*b"]
}
