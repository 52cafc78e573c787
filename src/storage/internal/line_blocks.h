// SPDX-License-Identifier: MIT
// Text in large blocks of whole lines, so that parsers run over plain memory. Every block ends with
// a newline, which stops every scan.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "storage/internal/byte_source.h"

namespace keel::storage::internal {

class LineBlocks {
 public:
  /// Longer lines are refused: no market file has them, and memory stays bounded.
  static constexpr size_t kLongestLine = 1 << 20;

  /// `name` is how messages call the source.
  LineBlocks(std::string name, std::unique_ptr<ByteSource> source);

  /// The next whole lines, valid until the next call; empty at the end. A missing newline at the
  /// end of the text is added, a byte order mark at its start is left out. kUsage, with the line,
  /// for a line that is too long or has NUL bytes; failures of the source.
  base::Result<std::string_view> Next(int64_t lines_before);

  /// The first characters of the text, as many as fit the buffer; nothing is taken.
  base::Result<std::string_view> Peek();
  /// Everything, whatever its lines; for text that is not made of lines.
  base::Result<std::string> TakeAll();

  const std::string& name() const { return name_; }
  int64_t position() const { return source_->position(); }

 private:
  base::Status Fill();
  base::Result<std::string_view> TakeLines(size_t end, int64_t lines_before);

  std::string name_;
  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<char[]> buffer_;
  size_t size_ = 0;      // bytes in the buffer
  size_t consumed_ = 0;  // of them handed out
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace keel::storage::internal
