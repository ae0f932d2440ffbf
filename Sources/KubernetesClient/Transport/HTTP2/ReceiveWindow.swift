/// How much the other side may still send (RFC 9113, section 5.2), and when to let it send more.
struct ReceiveWindow {
  /// How much it may send when nothing is waiting to be read, in bytes.
  let target: Int
  /// How much it may send now.
  var size: Int

  /// By how much to widen the window; `nil` while more than half of it is open.
  ///
  /// - Parameter unread: how many bytes have arrived that nobody has read; they make no room.
  func step(unread: Int) -> Int? {
    let free = target - unread - size
    return free >= target / 2 ? free : nil
  }
}
