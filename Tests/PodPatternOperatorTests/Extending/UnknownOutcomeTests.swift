import KubernetesClient
import TestSupport
import Testing

/// The server has done what the operator never learns of.
@Suite("A write whose answer is lost", .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct UnknownOutcomeTests {
  @Test("What was added is given back all the same, before the PodPattern goes")
  func givesBack() async throws {
    try await TestNamespace.with { namespace in
      let account = try ClientConfiguration.load(kubeconfig: namespace.cluster.operatorKubeconfig)
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      try await HTTPFaultProxy.with(account) { proxy in
        let noAnswers = Only(.write, of: "deployments", LostAnswer())
        proxy.begin(WithoutStreamingLists(Only(.watch, of: "deployments", SilentAnswer(), others: noAnswers)))
        try await namespace.withOperator(through: proxy) {
          try await namespace.apply(Sample.extending("app"))
          try await eventually("the application is extended") {
            try await namespace.helpers(of: "app") == ["logs", "tls"] ? true : nil
          }
          try await namespace.admin.delete(.podPatterns, namespace.key("extension"))
          try await eventually("the PodPattern is gone") {
            try await namespace.find(.podPatterns, "extension") == nil ? true : nil
          }
          let live = try #require(try await namespace.find(.deployments, "app"))
          #expect(!live.isTouched && live["spec", "template", "spec", "volumes"] == nil, "\(live.serializedString())")
        }
      }
    }
  }
}
