// A body that is read while it arrives.

import NIOCore
import NIOHTTP2

/// What has arrived of a body and was not read yet; it belongs to an event loop.
final class HTTP2BodyBuffer {
  private var bytes: ByteBuffer?
  private var ending: Result<Void, any Error>?
  private var reader: CheckedContinuation<ByteBuffer?, any Error>?
  /// Until when the reader waits, and what ends it then.
  private(set) var timeLimit: (deadline: NIODeadline, error: KubernetesError)?

  /// How many bytes wait to be read.
  var unread: Int { bytes?.readableBytes ?? 0 }

  /// Adds a part; it goes to the reader at once where one waits.
  func append(_ part: ByteBuffer) {
    if let reader = takeReader() {
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
    takeReader()?.resume(with: ending.map { nil })
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
  func wait(_ reader: CheckedContinuation<ByteBuffer?, any Error>, within limit: TimeLimit?) {
    self.reader = reader
    timeLimit = limit.map { (.now() + TimeAmount($0.duration), $0.error) }
  }

  private func takeReader() -> CheckedContinuation<ByteBuffer?, any Error>? {
    defer {
      reader = nil
      timeLimit = nil
    }
    return reader
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

  func next(within limit: TimeLimit?) async throws -> ByteBuffer? {
    if stream.eventLoop.inEventLoop, let part = try stream.value.take() { return part }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        if stream.eventLoop.inEventLoop {
          stream.value.read(continuation, within: limit)
        } else {
          stream.eventLoop.execute { [stream] in stream.value.read(continuation, within: limit) }
        }
      }
    } onCancel: {
      stream.eventLoop.execute { [stream] in stream.value.abandon() }
    }
  }
}

/// A body and the connection over which it arrives; it belongs to an event loop.
final class HTTP2BodyStream {
  private let buffer: HTTP2BodyBuffer
  private let id: HTTP2StreamID
  private let connection: HTTP2Connection
  private let eventLoop: any EventLoop
  private lazy var watchdog = Watchdog(eventLoop) { [weak self] now in self?.endOverdue(at: now) }

  init(_ buffer: HTTP2BodyBuffer, _ id: HTTP2StreamID, _ connection: HTTP2Connection, _ eventLoop: any EventLoop) {
    self.buffer = buffer
    self.id = id
    self.connection = connection
    self.eventLoop = eventLoop
  }

  /// What has arrived, or the end; `nil` where neither is there.
  func take() throws -> ByteBuffer?? {
    let part = try buffer.take()
    connection.widenWindow(of: id)
    return part
  }

  func read(_ continuation: CheckedContinuation<ByteBuffer?, any Error>, within limit: TimeLimit?) {
    do {
      if let part = try take() { return continuation.resume(returning: part) }
      buffer.wait(continuation, within: limit)
      if let deadline = buffer.timeLimit?.deadline { watchdog.look(at: deadline) }
    } catch {
      continuation.resume(throwing: error)
    }
  }

  /// Ends the request, and with it whoever waits.
  func abandon(_ reason: any Error = CancellationError()) {
    connection.cancel(id, reason)
    buffer.end(.failure(reason))
  }

  /// Ends the request when its reader has waited for too long.
  ///
  /// - Returns: when it will have.
  private func endOverdue(at now: NIODeadline) -> NIODeadline? {
    guard let (deadline, error) = buffer.timeLimit else { return nil }
    guard deadline <= now else { return deadline }
    abandon(error)
    return nil
  }
}
