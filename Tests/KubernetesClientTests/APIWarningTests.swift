import Testing

@testable import KubernetesClient

@Suite struct APIWarningTests {
  @Test(arguments: [
    ([#"299 - "policy/v1beta1 is deprecated""#], ["policy/v1beta1 is deprecated"]),
    ([#"299 - "a, b", 299 agent "c \"d\" \\e""#, #"299 - "f""#], ["a, b", #"c "d" \e"#, "f"]),
    ([#"299 - "dated" "Sat, 25 Aug 2012 23:34:45 GMT", 299 - "next""#], ["dated", "next"]),
    ([#"110 - "stale", 299 - "mine""#], ["mine"]),
    (["299 - \"line\r\nbreak\""], ["line break"]),
    ([#"299 - "open"#, "299 -", "299", "", "nonsense", #"299 - "good""#], ["good"]),
  ])
  func headers(values: [String], texts: [String]) {
    #expect(APIWarning.texts(in: values) == texts)
  }
}
