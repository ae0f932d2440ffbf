import JSONTree
import NIOCore
import NIOHTTP1

@testable import KubernetesClient

extension FuzzTarget {
  static let watchFrames = FuzzTarget("watch frames", corpus: Corpus.events) { bytes, mutator in
    let whole = lines(of: [bytes[...]])
    let inPieces = lines(of: mutator.pieces(of: bytes))
    for line in whole ?? [] {
      _ = WatchEvent(line: ByteBuffer(bytes: line), ifKnown: { _, _ in true })
      _ = try? WatchEvent(line: ByteBuffer(bytes: line))
    }
    return whole == inPieces ? nil : "the lines depend on how the bytes arrive"
  }

  static let status = FuzzTarget("Status", corpus: Corpus.statuses) { bytes, _ in
    let answer = APIResponse(code: 409, headers: ["Content-Type": "application/json"], body: ByteBuffer(bytes: bytes))
    let error = answer.error
    _ = (error.description, error.conflicts, error.isRetryable, error.retryAfter)
    return error.description.utf8.count > 1 << 16 ? "the message is too long" : nil
  }

  static let lists = FuzzTarget("lists", corpus: Corpus.lists) { bytes, _ in
    let answer = APIResponse(code: 200, headers: [:], body: ByteBuffer(bytes: bytes))
    _ = try? ListPage(answer, of: .configMaps)
    return nil
  }

  static let headers = FuzzTarget("Retry-After and Warning", corpus: Corpus.headers) { bytes, _ in
    let text = String(decoding: bytes, as: UTF8.self)
    let answer = APIResponse(code: 429, headers: ["Retry-After": text], body: ByteBuffer())
    let wait = answer.error.retryAfter
    _ = APIWarning.texts(in: [text])
    return wait.map { $0 <= .zero || $0 > .seconds(86_400) } == true ? "a wait of \(wait ?? .zero)" : nil
  }

  /// The lines; `nil` where one is over the limit.
  private static func lines(of pieces: [ArraySlice<UInt8>]) -> [[UInt8]]? {
    var (buffer, lines) = (LineBuffer(maximumLength: 1 << 20), [[UInt8]]())
    for piece in pieces {
      buffer.append(ByteBuffer(bytes: piece))
      do {
        while let line = try buffer.nextLine() { lines.append(Array(line.readableBytesView)) }
      } catch {
        return nil
      }
    }
    return lines
  }
}
