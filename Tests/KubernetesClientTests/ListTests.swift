import JSONTree
import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct ListTests {
  private func pages(_ list: ListPages) async throws -> [ListPage] {
    var pages: [ListPage] = []
    for try await page in list { pages.append(page) }
    return pages
  }

  @Test func pagesFollowTheContinueToken() async throws {
    let (client, transport) = try KubernetesClient.stub { request in
      request.target.contains("continue=")
        ? .json(#"{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"b"}}]}"#)
        : .json(#"{"metadata":{"resourceVersion":"7","continue":"x+/="},"items":[{"metadata":{"name":"a"}}]}"#)
    }
    let pages = try await pages(
      client.list(
        .deployments, namespace: "n", labelSelector: "a in (b,c)&d", fieldSelector: "metadata.name!=x", pageSize: 1,
        match: .notOlderThan("5")))
    #expect(pages.map(\.isLast) == [false, true])
    #expect(pages.map(\.resourceVersion) == ["7", "7"])
    #expect(
      pages.first?.items == [["apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "a"]]])
    let path = "/apis/apps/v1/namespaces/n/deployments"
    let selectors = "labelSelector=a%20in%20%28b%2Cc%29%26d&fieldSelector=metadata.name%21%3Dx&limit=1"
    #expect(
      transport.requests.map(\.target) == [
        "\(path)?\(selectors)&resourceVersion=5&resourceVersionMatch=NotOlderThan",
        "\(path)?\(selectors)&continue=x%2B%2F%3D",
      ])
  }

  @Test func expiryBetweenPagesIsReportedAsSuch() async throws {
    let (client, _) = try KubernetesClient.stub { request in
      request.target.contains("continue=")
        ? .json(#"{"kind":"Status","status":"Failure","code":410,"reason":"Expired","message":"too old"}"#, code: 410)
        : .json(#"{"metadata":{"resourceVersion":"7","continue":"x"},"items":null}"#)
    }
    var iterator = client.list(.pods).makeAsyncIterator()
    #expect(try await iterator.next() == ListPage(items: [], resourceVersion: "7", continueToken: "x"))
    let error = await #expect(throws: KubernetesError.self) { try await iterator.next() }
    #expect(error?.isExpired == true)
    #expect(try await iterator.next() == nil)
  }

  @Test func onlyWhatIsAskedForIsKept() async throws {
    let managedFields = #"[{"manager":"you","fieldsV1":{}},{"manager":"me"}]"#
    let (client, _) = try KubernetesClient.stub { _ in
      .json(
        #"""
        {"metadata":{"resourceVersion":"7"},
         "items":[{"metadata":{"name":"a","managedFields":\#(managedFields)},"status":{"x":1},"spec":{}}]}
        """#)
    }
    let filter = JSONFilter.everything.omitting("status")
      .keepingElements(of: "metadata", "managedFields", where: "manager", is: "me")
    var iterator = client.list(.pods, keeping: filter).makeAsyncIterator()
    let item = try #require(try await iterator.next()?.items.first)
    #expect(item["status"] == nil && item["spec"] == [:] && item["kind"] == "Pod")
    #expect(item["metadata"] == ["name": "a", "managedFields": [["manager": "me"]]])
  }

  @Test(arguments: [
    "{}", #"{"metadata":{}}"#, #"{"metadata":{"resourceVersion":"1"}}"#,
    #"{"items":[]}"#, #"{"metadata":{"resourceVersion":"1"},"items":{}}"#,
    #"{"metadata":{"resourceVersion":1},"items":[]}"#, "[]",
  ])
  func othersAreNoLists(body: String) async throws {
    let (client, _) = try KubernetesClient.stub { _ in .json(body) }
    let error = await #expect(throws: KubernetesError.self) { try await pages(client.list(.pods)) }
    #expect(error?.description.contains("expected a") == true)
  }
}
