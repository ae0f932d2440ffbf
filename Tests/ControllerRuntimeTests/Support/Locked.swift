import Synchronization

/// A value that several tasks of a test share.
final class Locked<Value: Sendable>: Sendable {
  private let mutex: Mutex<Value>

  init(_ value: Value) { mutex = Mutex(value) }

  var value: Value { mutex.withLock { $0 } }

  @discardableResult
  func change<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result {
    mutex.withLock { body(&$0) }
  }
}

extension Locked<Int> {
  /// Adds a number, and answers the sum.
  @discardableResult
  func add(_ number: Int) -> Int {
    change { value in
      value += number
      return value
    }
  }
}
