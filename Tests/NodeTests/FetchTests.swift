import JSONTree
import TestSupport
import Testing

extension NodeSuites {
  /// A file that comes from an S3 server in the node's network before the application starts.
  @Suite struct FetchTests {
    static let server = Programs.find("moto_server")

    @Test(.enabled(if: server != nil, "needs moto_server (PyPI: moto[server])"))
    func theFileIsThereBeforeTheApplicationOrThatNeverStarts() async throws {
      try await PodNamespace.with { namespace in
        let content = "\(namespace.directory.path)/model"
        try TemporaryDirectory.write("a model", to: content)
        let sum = try await Node.run("sha256sum", content).prefix { $0 != " " }
        let keys = ["AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"]
        try await namespace.make("Secret", "s3", keys)

        try await Node.during(Self.server ?? "", "--host", Node.address, "--port", "5000") {
          let store = "http://\(Node.address):5000"
          try await eventually("the S3 server answers") { try await Node.get(store).hasSuffix("HTTP 200") ? true : nil }
          try await Node.run("curl", "--fail", "--silent", "--request", "PUT", "\(store)/models")
          try await Node.run(
            "curl", "--fail", "--silent", "--upload-file", content, "\(store)/models/large/model-7.bin")
          for (name, checksum) in [("fetch", String(sum)), ("spoiled", String(repeating: "0", count: 64))] {
            try await namespace.apply(example: "fetch") { document in
              document["metadata"]?["name"] = .string(name)
              document.replaceContainers([
                "name": "inference", "image": "busybox:1.37",
                "command": ["sh", "-c", "cat /models/model.bin; echo; exec sleep 3600"],
              ])
              document.changePatterns { pattern in
                pattern["init"]?["fetch"]?["objects"] = [
                  ["source": "s3://models/large/model-7.bin", "path": "model.bin", "sha256": .string(checksum)]
                ]
                pattern["init"]?["fetch"]?["s3"]?["endpoint"] = .string(store)
              }
            }
          }
          try await namespace.untilReady("fetch")
          try await eventually("the application has read the file") {
            try await namespace.log("fetch", "inference") == "a model" ? true : nil
          }
          try await eventually("the file with another checksum is refused") {
            try await namespace.log("spoiled", "models").contains("the SHA-256 is not 000") ? true : nil
          }
          let started = "jsonpath={.items[*].status.containerStatuses[*].started}"
          #expect(
            try await namespace.kubectl(
              "get", "pods", "--selector", "podpattern.dev/name=spoiled", "--output", started) == "false")
        }
      }
    }
  }
}
