@testable import JSONTree
import Testing

@Suite struct YAMLLinesTests {
  @Test(arguments: 0..<400)
  func linesAreThoseOfTheWriter(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let document = JSON.object(generator.members(depth: 0))
    var expected = YAML.write([document])
    if expected.hasSuffix("\n...\n") { expected = String(expected.dropLast(4)) }
    #expect(YAML.lines(of: document).map { "\($0.text)\n" }.joined() == expected)
  }

  @Test func eachLineSaysWhatItIsAbout() {
    let document: JSON = [
      "kind": "Pod",
      "spec": ["containers": [["name": "app", "args": ["a", "b"]], ["name": "x"]], "text": "a\n\nb\n"],
    ]
    let lines = YAML.lines(of: document).map { "\($0.path): \($0.text)" }
    #expect(
      lines == [
        "kind: kind: Pod", "spec: spec:", "spec.containers:   containers:",
        "spec.containers[0].args:   - args:", "spec.containers[0].args[0]:     - a",
        "spec.containers[0].args[1]:     - b", "spec.containers[0].name:     name: app",
        "spec.containers[1].name:   - name: x", "spec.text:   text: |", "spec.text:     a", "spec.text: ",
        "spec.text:     b",
      ])
  }
}
