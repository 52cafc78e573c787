// SPDX-License-Identifier: MIT
// How one process shows another that it lives: a small file that it holds locked and counts in. The
// lock goes with the process however that ends; the count stands still when it hangs. Neither needs
// room on the disk once the file is there.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace keel::base::os {

/// The beating side; one process at a time.
class Heartbeat {
 public:
  /// Makes or takes over the file (mode 0600) and begins to count. kRefused where a living process
  /// beats there; kIo.
  static Result<Heartbeat> Begin(const std::string& path);

  Heartbeat(Heartbeat&& other) noexcept;
  Heartbeat& operator=(Heartbeat&&) = delete;
  /// Without End before it, this is a death.
  ~Heartbeat();

  /// Counts one on. kIo: whoever feels the pulse will find it still.
  Status Beat();
  /// Says that the end which follows is meant. kIo.
  Status End();

 private:
  Heartbeat(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  Status Write(char state);

  int descriptor_;
  std::string path_;
  uint64_t count_ = 0;
};

/// What the file tells.
struct Pulse {
  bool alive = false;  ///< a process holds it
  bool ended = false;  ///< it ended as it was meant to
  uint64_t count = 0;
};

/// kNotFound where nobody ever beat there; kCorrupt, kIo.
Result<Pulse> FeelPulse(const std::string& path);

}  // namespace keel::base::os
