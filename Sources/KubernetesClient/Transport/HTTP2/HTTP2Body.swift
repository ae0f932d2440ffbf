// A body that is read while it arrives.

import NIOCore
import NIOHTTP2

/// What has arrived of a body and was not read yet; it belongs to an event loop.
final class HTTP2BodyBuffer {
  private var bytes: ByteBuffer?
  private var ending: Result<Void, any Error>?
  private var reader: CheckedContinuation<ByteBuffer?, any Error>?

  /// How many bytes wait to be read.
  var unread: Int { bytes?.readableBytes ?? 0 }

  /// Adds a part; it goes to the reader at once where one waits.
  func append(_ part: ByteBuffer) {
    if let reader {
      self.reader = nil
      reader.resume(returning: part)
    } else if bytes == nil {
      bytes = part
    } else {
      bytes?.writeImmutableBuffer(part)
    }
  }

  /// Notes how the body ends, after what has arrived.
  func end(_ ending: Result<Void, any Error>) {
    guard self.ending == nil else { return }
    self.ending = ending
    if let reader {
      self.reader = nil
      reader.resume(with: ending.map { nil })
    }
  }

  /// What has arrived, or the end; `nil` where neither is there.
  func take() throws -> ByteBuffer?? {
    if let part = bytes {
      bytes = nil
      return .some(part)
    }
    guard let ending else { return .none }
    try ending.get()
    return .some(.none)
  }

  /// Waits for what arrives next; there has to be nothing to ``take()``.
  func wait(_ reader: CheckedContinuation<ByteBuffer?, any Error>) {
    self.reader = reader
  }
}

/// A body as its reader sees it, from any thread.
final class HTTP2Body: HTTPBody {
  private let stream: NIOLoopBoundBox<HTTP2BodyStream>

  init(_ stream: HTTP2BodyStream, _ eventLoop: any EventLoop) {
    self.stream = NIOLoopBoundBox(stream, eventLoop: eventLoop)
  }

  deinit {
    stream.eventLoop.execute { [stream] in stream.value.abandon() }
  }

  func next() async throws -> ByteBuffer? {
    if stream.eventLoop.inEventLoop, let part = try stream.value.take() { return part }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        if stream.eventLoop.inEventLoop {
          stream.value.read(continuation)
        } else {
          stream.eventLoop.execute { [stream] in stream.value.read(continuation) }
        }
      }
    } onCancel: {
      stream.eventLoop.execute { [stream] in stream.value.abandon() }
    }
  }
}

/// A body and the connection over which it arrives; it belongs to an event loop.
struct HTTP2BodyStream {
  let buffer: HTTP2BodyBuffer
  let id: HTTP2StreamID
  let connection: HTTP2Connection

  /// What has arrived, or the end; `nil` where neither is there.
  func take() throws -> ByteBuffer?? {
    let part = try buffer.take()
    connection.widenWindow(of: id)
    return part
  }

  func read(_ continuation: CheckedContinuation<ByteBuffer?, any Error>) {
    do {
      if let part = try take() { continuation.resume(returning: part) } else { buffer.wait(continuation) }
    } catch {
      continuation.resume(throwing: error)
    }
  }

  /// Ends the request, and with it whoever waits.
  func abandon() {
    connection.cancel(id)
    buffer.end(.failure(CancellationError()))
  }
}
