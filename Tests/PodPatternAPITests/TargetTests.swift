import JSONTree
import PodPatternAPI
import Testing

@Suite("The target")
struct TargetTests {
  private static func spec(_ spec: JSON) throws -> PodPatternSpec {
    try PodPattern.decode(try Sample.manifest("spec", spec)).spec
  }

  private static func target(_ target: JSON) throws -> Target {
    var target = target
    target["name"] = "search"
    return try #require(try spec(["target": target]).target)
  }

  @Test("Every field arrives")
  func complete() throws {
    let spec = try Self.spec(Sample.extending)
    let target = try #require(spec.target)
    #expect(spec.workload == nil)
    #expect(spec.conflictPolicy == .force)
    #expect(target.description == "Rollout/search")
    #expect(target.service == "search-http")
    #expect(target.resolvedAPIVersion == "argoproj.io/v1alpha1")
    #expect(target.resolvedTemplatePath == ["spec", "podTemplate"])
  }

  @Test("Each field but kind and name can be left out")
  func defaults() throws {
    let spec = try Self.spec(["target": ["kind": "Deployment", "name": "search"]])
    #expect(spec.conflictPolicy == nil)
    #expect(spec.target?.service == nil)
    #expect(spec.target?.apiVersion == nil)
    #expect(spec.target?.templatePath == nil)
  }

  private static let kinds: [(target: JSON, apiVersion: String, template: [String])] = [
    (["kind": "Deployment"], "apps/v1", ["spec", "template"]),
    (["kind": "StatefulSet"], "apps/v1", ["spec", "template"]),
    (["kind": "DaemonSet"], "apps/v1", ["spec", "template"]),
    (["kind": "ReplicaSet"], "apps/v1", ["spec", "template"]),
    (["kind": "CronJob"], "batch/v1", ["spec", "jobTemplate", "spec", "template"]),
    (
      ["kind": "CronJob", "apiVersion": "batch/v1beta1"], "batch/v1beta1", ["spec", "jobTemplate", "spec", "template"]
    ),
    (["kind": "CronJob", "apiVersion": "example.com/v1"], "example.com/v1", ["spec", "template"]),
    (["kind": "Rollout", "apiVersion": "argoproj.io/v1alpha1"], "argoproj.io/v1alpha1", ["spec", "template"]),
  ]

  @Test("A known kind is found, and others have their pod template where most have it", arguments: kinds)
  func kind(target: JSON, apiVersion: String, template: [String]) throws {
    let target = try Self.target(target)
    #expect(target.resolvedAPIVersion == apiVersion)
    #expect(target.resolvedTemplatePath == template)
  }
}
