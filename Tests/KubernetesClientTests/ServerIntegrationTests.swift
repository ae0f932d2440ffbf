import AsyncHTTPClient
import JSONTree
import NIOHTTP1
import TestSupport
import Testing

@testable import KubernetesClient

// Needs a real API server: PODPATTERN_TEST_KUBECONFIG names its kubeconfig, and hack/test provides both.
@Suite(.enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"))
struct ServerIntegrationTests {
  private func configMap(_ name: String, _ data: JSON = [:], labels: JSON? = nil) -> JSON {
    var metadata: JSON = ["name": .string(name)]
    metadata["labels"] = labels
    return ["apiVersion": "v1", "kind": "ConfigMap", "data": data, "metadata": metadata]
  }

  @Test func versionAndRawPaths() async throws {
    try await TestServer.withClient { client in
      let version = try await client.serverVersion()
      #expect(version >= ServerVersion(major: 1, minor: 20))
      let text = String(decoding: try await client.raw(path: "/readyz?verbose"), as: UTF8.self)
      #expect(text.contains("readyz check"))
      let error = await error(of: { try await client.raw(path: "/nothing/here") })
      #expect(error?.isRetryable == false)
    }
  }

  @Test func connectionIsHTTP2() async throws {
    try await TestServer.withClient { client in
      let transport = try #require(client.requests as? NegotiatingTransport)
      _ = try await client.serverVersion()
      #expect(transport.isHTTP2)
    }
  }

  @Test func lifeOfAnObject() async throws {
    try await TestServer.withNamespace { client, namespace in
      let key = ObjectKey(namespace: namespace, name: "a")
      let missing = await error(of: { try await client.get(.configMaps, key) })
      #expect(missing?.isNotFound == true)
      #expect(missing?.status?.details.name == "a")

      let created = try await client.create(.configMaps, namespace: namespace, configMap("a", ["x": "1"]))
      #expect(try await client.get(.configMaps, key) == created)
      let twice = await error(of: { try await client.create(.configMaps, namespace: namespace, configMap("a")) })
      #expect(twice?.isAlreadyExists == true && twice?.isConflict == false)

      var changed = created
      changed["data"] = ["x": "2"]
      let updated = try await client.update(.configMaps, key, changed)
      let stale = await error(of: { try await client.update(.configMaps, key, changed) })
      #expect(stale?.isConflict == true && stale?.conflicts.isEmpty == true)
      #expect(updated["data"] == ["x": "2"])

      let patched = try await client.patch(
        .configMaps, key,
        jsonPatch: [
          ["op": "test", "path": "/data/x", "value": "2"], ["op": "add", "path": "/data/y", "value": "3"],
        ])
      #expect(patched["data"] == ["x": "2", "y": "3"])
      #expect(try await client.patch(.configMaps, key, mergePatch: ["data": ["x": nil]])["data"] == ["y": "3"])
      let failed = await error(of: {
        try await client.patch(.configMaps, key, jsonPatch: [["op": "test", "path": "/data/y", "value": "9"]])
      })
      #expect(failed?.status?.code == 422, "\(String(describing: failed))")

      try await client.delete(.configMaps, key, propagation: .background)
      #expect(await error(of: { try await client.get(.configMaps, key) })?.isNotFound == true)
    }
  }

  @Test func deletionHoldsToItsPreconditions() async throws {
    try await TestServer.withNamespace { client, namespace in
      let key = ObjectKey(namespace: namespace, name: "a")
      let created = try await client.create(.configMaps, namespace: namespace, configMap("a"))
      let uid = try #require(created["metadata"]?["uid"]?.string)
      let version = try #require(created["metadata"]?["resourceVersion"]?.string)
      for wrong in [Preconditions(uid: "another"), Preconditions(uid: uid, resourceVersion: "1")] {
        let error = await error(of: { try await client.delete(.configMaps, key, preconditions: wrong) })
        #expect(error?.isConflict == true)
      }
      try await client.delete(.configMaps, key, dryRun: true)
      try await client.delete(
        .configMaps, key, preconditions: Preconditions(uid: uid, resourceVersion: version))
      #expect(await error(of: { try await client.delete(.configMaps, key) })?.isNotFound == true)
    }
  }

  @Test func ownedFieldsAreConflictsUnlessForced() async throws {
    try await TestServer.withNamespace { client, namespace in
      let key = ObjectKey(namespace: namespace, name: "a")
      func apply(_ data: JSON, _ manager: String, force: Bool = false, dryRun: Bool = false) async throws -> JSON {
        try await client.apply(
          .configMaps, key, configMap("a", data),
          options: ApplyOptions(fieldManager: manager, force: force, dryRun: dryRun))
      }
      _ = try await apply(["x": "1", "y": "1"], "one \"quoted\"")
      let conflict = await error(of: { try await apply(["x": "2", "y": "2"], "two") })
      #expect(conflict?.isConflict == true)
      #expect(conflict?.conflicts.map(\.field).sorted() == [".data.x", ".data.y"])
      #expect(conflict?.conflicts.map(\.manager) == ["one \"quoted\"", "one \"quoted\""])

      #expect(try await apply(["x": "2"], "two", force: true, dryRun: true)["data"] == ["x": "2", "y": "1"])
      #expect(try await client.get(.configMaps, key)["data"] == ["x": "1", "y": "1"])
      #expect(try await apply(["x": "2"], "two", force: true)["data"] == ["x": "2", "y": "1"])
    }
  }

  @Test func answerToAnApplyIsReadInPart() async throws {
    try await TestServer.withNamespace { client, namespace in
      let key = ObjectKey(namespace: namespace, name: "a")
      let answer = try await client.apply(
        .configMaps, key, configMap("a", ["x": "1", "y": "1"]), options: ApplyOptions(fieldManager: "m"),
        keeping: .nothing.keeping("metadata", "name").keeping("data", "x"))
      #expect(answer == ["metadata": ["name": "a"], "data": ["x": "1"]])
    }
  }

  @Test func applyCannotResurrectAnObject() async throws {
    try await TestServer.withNamespace { client, namespace in
      var object = configMap("a")
      object["metadata"] = ["name": "a", "uid": "3f1c1c9e-0000-4000-8000-000000000000"]
      let error = await error(of: {
        try await client.apply(
          .configMaps, ObjectKey(namespace: namespace, name: "a"), object, options: ApplyOptions(fieldManager: "m"))
      })
      #expect(error?.isConflict == true)
    }
  }

  /// The server reads an apply as YAML, in which some of these end a line or are not allowed.
  @Test func everyCharacterSurvivesAnApply() async throws {
    try await TestServer.withNamespace { client, namespace in
      let text = "a\u{85}b\u{2028}c\u{2029}d\u{feff}e\u{7f}f\u{9f}g\u{ffff}h\t\"\\\u{1}\r\n 🎉 \u{a0}: # - 'x' {{ $y }}"
      let applied = try await client.apply(
        .configMaps, ObjectKey(namespace: namespace, name: "a"), configMap("a", ["text": .string(text)]),
        options: ApplyOptions(fieldManager: "m"))
      #expect(applied["data"]?["text"]?.string == text)
    }
  }

  @Test func unknownFieldsAreRefused() async throws {
    try await TestServer.withNamespace { client, namespace in
      var object = configMap("a")
      object["dataa"] = ["x": "1"]
      let key = ObjectKey(namespace: namespace, name: "a")
      let applied = await error(of: {
        try await client.apply(.configMaps, key, object, options: ApplyOptions(fieldManager: "m"))
      })
      #expect(applied?.status?.message.contains("dataa") == true)
      let isValidating = try await client.serverVersion() >= ServerVersion(major: 1, minor: 25)
      let created = await error(of: { try await client.create(.configMaps, namespace: namespace, object) })
      #expect((created?.status?.message.contains("dataa") == true) == isValidating)
    }
  }

  @Test func statusIsApart() async throws {
    try await TestServer.withNamespace { client, namespace in
      let key = ObjectKey(namespace: namespace, name: "a")
      try await client.apply(
        .deployments, key,
        [
          "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "a"],
          "spec": [
            "replicas": 0, "selector": ["matchLabels": ["app": "a"]],
            "template": [
              "metadata": ["labels": ["app": "a"]], "spec": ["containers": [["name": "c", "image": "i"]]],
            ],
          ],
        ], options: ApplyOptions(fieldManager: "m"))
      let condition: JSON = ["type": "Tested", "status": "True", "reason": "Test", "message": "m"]
      let patched = try await client.patch(
        .deployments, key, mergePatch: ["status": ["conditions": [condition]], "spec": ["replicas": 5]],
        subresource: "status")
      #expect(patched["status"]?["conditions"]?.array?.contains { $0["type"] == "Tested" } == true)
      #expect(patched["spec"]?["replicas"] == 0)
      let applied = try await client.apply(
        .deployments, key,
        [
          "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "a"],
          "status": ["conditions": [["type": "Applied", "status": "True"]]],
        ], options: ApplyOptions(fieldManager: "s", subresource: "status"))
      #expect(applied["status"]?["conditions"]?.array?.contains { $0["type"] == "Applied" } == true)
    }
  }

  @Test func listComesInPages() async throws {
    try await TestServer.withNamespace { client, namespace in
      for name in ["a", "b", "c", "d", "e"] {
        try await client.create(
          .configMaps, namespace: namespace, configMap(name, labels: ["tier": name == "e" ? "x" : "web"]))
      }
      var pages: [ListPage] = []
      for try await page in client.list(
        .configMaps, namespace: namespace, labelSelector: "tier in (web, db),tier!=x", pageSize: 3)
      {
        pages.append(page)
      }
      #expect(pages.map(\.items.count) == [3, 1])
      #expect(Set(pages.map(\.resourceVersion)).count == 1)
      let items = pages.flatMap(\.items)
      #expect(items.compactMap { ObjectKey(of: $0)?.name } == ["a", "b", "c", "d"])
      #expect(items.allSatisfy { $0["kind"] == "ConfigMap" && $0["apiVersion"] == "v1" })

      try await eventually("the server's cache, which may be behind, has the object") {
        var iterator = client.list(.configMaps, namespace: namespace, fieldSelector: "metadata.name=e", match: .any)
          .makeAsyncIterator()
        return try await iterator.next()?.items.count == 1 ? true : nil
      }
      let error = await error(of: {
        for try await _ in client.list(.configMaps, namespace: namespace, labelSelector: "a&b=%20") {}
      })
      #expect(error?.status?.code == 400)
    }
  }

  @Test func largeObjectsComeCompressedAndWhole() async throws {
    try await TestServer.withNamespace { client, namespace in
      let text = String(repeating: "0123456789abcdef", count: 55_000)
      for name in ["a", "b", "c"] {
        try await client.create(.configMaps, namespace: namespace, configMap(name, ["text": .string(text)]))
      }
      var iterator = client.list(.configMaps, namespace: namespace).makeAsyncIterator()
      let page = try #require(await iterator.next())
      // Controllers may have made others.
      let areWhole = page.items.compactMap { $0["data"]?["text"]?.string } == [text, text, text]
      #expect(areWhole)
      let request = try client.httpRequest(
        APIRequest(.GET, try APIResource.configMaps.path(namespace: namespace)),
        try await client.authenticator.access(),
        allowsCompression: true)
      let response = try await client.requests.open(request)
      #expect(response.headers["content-encoding"] == ["gzip"])
      while try await response.body.next() != nil {}
      let tooLong = await error(of: {
        try await client.create(.configMaps, namespace: namespace, configMap("d", ["t": .string(text + text)]))
      })
      #expect(tooLong?.status?.code == 422, "\(String(describing: tooLong?.status?.code))")
    }
  }

  @Test func hostileNamesStayNames() async throws {
    try await TestServer.withNamespace { client, namespace in
      for name in ["a?watch=1", "a#b", "a b", "a\r\nX: y", "a\\b", "ü", "a&b=c"] {
        let error = await error(of: { try await client.get(.configMaps, ObjectKey(namespace: namespace, name: name)) })
        #expect(error?.isNotFound == true, "\(name)")
        #expect(error?.status?.details.name == name)
      }
    }
  }

  @Test func warningsArrive() async throws {
    let warnings = WarningLog()
    try await TestServer.withClient(warnings: warnings) { client in
      let deprecated = APIResource(
        group: "", version: "v1", kind: "ComponentStatus", plural: "componentstatuses", isNamespaced: false)
      for try await _ in client.list(deprecated) {}
    }
    #expect(warnings.all.map(\.text) == ["v1 ComponentStatus is deprecated in v1.19+"])
    #expect(warnings.all.map(\.request) == ["GET /api/v1/componentstatuses"])
  }
}
