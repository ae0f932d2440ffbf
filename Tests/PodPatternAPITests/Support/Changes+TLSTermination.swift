// Changes of the pattern that nginx runs.

import JSONTree

extension Change {
  private static let tls = "spec.patterns[0].ambassador.tlsTermination"

  static let ambassador: [Change] = [
    Change("\(tls).listenPort", nil, "\(tls).listenPort: Required value"),
    Change("\(tls).listenPort", 70000, "\(tls).listenPort: Invalid value: 70000: must be between 1024 and 65535"),
    Change("\(tls).listenPort", 443, "\(tls).listenPort: Invalid value: 443: must be between 1024 and 65535"),
    Change("\(tls).listenPort", 1024),
    Change("\(tls).listenPort", "9200", "\(tls).listenPort: Invalid value: \"9200\": must be an integer, not a string"),
    Change(
      "\(tls).listenPort", 9201,
      "\(tls).listenPort: Invalid value: 9201: listenPort and applicationPort must differ"),
    Change("\(tls).applicationPort", 80),
    Change("\(tls).applicationPort", 0, "\(tls).applicationPort: Invalid value: 0: must be between 1 and 65535"),
    Change("\(tls).certificateSecret", nil, "\(tls).certificateSecret: Required value"),
    Change("\(tls).certificateSecret", "tls.example.com"),
    Change(
      "\(tls).certificateSecret", "../tls",
      """
      \(tls).certificateSecret: Invalid value: "../tls": must be a DNS subdomain: lower-case letters, digits, '-' and \
      '.', beginning and ending with a letter or digit
      """),
    Change("\(tls).serverName", nil),
    Change(
      "\(tls).serverName", "a;}",
      """
      \(tls).serverName: Invalid value: "a;}": must be a DNS name in lower case, such as 'www.example.com' or \
      '*.example.com'
      """),
    Change("\(tls).resources", nil),
    Change(
      "\(tls).protocol", "UDP",
      "\(tls).protocol: Unsupported value: \"UDP\": supported values: \"HTTP\", \"GRPC\", \"TCP\""
    ),
    Change("\(tls).protocol", "GRPC"),
    Change("\(tls).protocol", nil),
    Change(
      "\(tls).protocol", "TCP",
      "\(tls).clientSubjectHeader: Invalid value: \"X-Client\": clientSubjectHeader needs the protocol HTTP or GRPC",
      "\(tls).serverName: Invalid value: \"*.example.com\": serverName needs the protocol HTTP or GRPC"),
    Change("\(tls).clientCa", "x", "\(tls).clientCa: Unknown field: known fields are applicationPort, …"),
  ]

  static let mutualTLS: [Change] =
    [
      Change(
        "\(tls).clientCA", nil,
        "\(tls).clientSubjectHeader: Invalid value: \"X-Client\": clientSubjectHeader needs clientCA"),
      Change(
        "\(tls).clientCA", "x", "\(tls).clientCA: Invalid value: \"x\": must be an object, not a string"),
      Change(
        "\(tls).clientCA.configMap", "a",
        #"\#(tls).clientCA: Invalid value: ["configMap","secret"]: exactly one of configMap, secret must be set"#),
      Change("\(tls).clientCA", ["configMap": "clients", "key": ".bundle_1-2.pem"]),
      Change(
        "\(tls).clientCA.key", "..x",
        """
        \(tls).clientCA.key: Invalid value: "..x": must be a key of a ConfigMap or Secret: letters, digits, '-', '_' and \
        '.', not beginning with '..'
        """),
      Change(
        "\(tls).clientSubjectHeader", "Host",
        """
        \(tls).clientSubjectHeader: Invalid value: "Host": must be the name of a header that begins with 'X-': letters, \
        digits and single '-', such as 'X-Client-Subject'
        """),
    ]
    + ["X-Forwarded-For", "x-real-ip", "X-ENVOY-x"].map { header in
      Change(
        "\(tls).clientSubjectHeader", .string(header),
        """
        \(tls).clientSubjectHeader: Invalid value: "\(header)": must not be a header that proxies use for the origin of a \
        request
        """)
    }
}
