import NIOCore
import Testing

@testable import KubernetesClient

@Suite struct LineBufferTests {
  private func lines(_ chunks: [String], maximumLength: Int = 100) throws -> [String] {
    var buffer = LineBuffer(maximumLength: maximumLength)
    var lines: [String] = []
    for chunk in chunks {
      buffer.append(ByteBuffer(string: chunk))
      while let line = try buffer.nextLine() { lines.append(String(buffer: line)) }
    }
    return lines
  }

  @Test func chunksMayEndAnywhere() throws {
    let text = "{\"a\":1}\n{\"ü\":\"🎉\"}\r\n\n{}\n"
    let bytes = Array(text.utf8)
    for first in 0...bytes.count {
      for second in first...bytes.count {
        var buffer = LineBuffer(maximumLength: 100)
        var lines: [String] = []
        for part in [bytes[..<first], bytes[first..<second], bytes[second...]] {
          buffer.append(ByteBuffer(bytes: part))
          while let line = try buffer.nextLine() { lines.append(String(buffer: line)) }
        }
        #expect(lines == ["{\"a\":1}", "{\"ü\":\"🎉\"}\r", "{}"])
        #expect(!buffer.hasIncompleteLine)
      }
    }
  }

  @Test func lineOfTheMaximumLengthIsFine() throws {
    let line = String(repeating: "x", count: 100)
    #expect(try lines([line, "\n"]) == [line])
    #expect(throws: KubernetesError.self) { try lines([line, "x\n"]) }
  }

  @Test func endlessLineIsRefusedAtTheLimit() {
    let error = #expect(throws: KubernetesError.self) { try lines(Array(repeating: "0123456789", count: 11)) }
    #expect(error?.description.contains("a watch event is longer than 100 bytes") == true)
  }

  @Test func incompleteLineIsNoticed() throws {
    var buffer = LineBuffer(maximumLength: 100)
    buffer.append(ByteBuffer(string: "{}\n{"))
    #expect(try buffer.nextLine() != nil)
    #expect(try buffer.nextLine() == nil)
    #expect(buffer.hasIncompleteLine)
  }
}
