import JSONTree
import Testing

@testable import KubernetesClient

@Suite struct JSONForYAMLTests {
  @Test func charactersThatYAMLReadsDifferentlyAreEscaped() throws {
    let json: JSON = ["k\u{2028}": "a\u{85}b\u{2029}c\u{feff}d\u{7f}e\u{ffff}f\u{9f}"]
    let text = String(decoding: json.serializedForYAML(), as: UTF8.self)
    #expect(text == "{\n" + #""k\u2028":"a\u0085b\u2029c\ufeffd\u007fe\ufffff\u009f"}"#)
    #expect(try JSON.parse(text) == json)
  }

  @Test func otherCharactersStayAsTheyAre() {
    let json: JSON = ["ключ": "schön 🎉 \u{a0}"]
    #expect(json.serializedForYAML() == json.serialized(.opened))
  }
}
