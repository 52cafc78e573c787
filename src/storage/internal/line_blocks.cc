// SPDX-License-Identifier: MIT
#include "storage/internal/line_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace keel::storage::internal {
namespace {

constexpr size_t kBuffer = 4 << 20;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

LineBlocks::LineBlocks(std::string name, std::unique_ptr<ByteSource> source)
    : name_(std::move(name)),
      source_(std::move(source)),
      buffer_(std::make_unique_for_overwrite<char[]>(kBuffer + 1)) {}

base::Status LineBlocks::Fill() {
  std::memmove(buffer_.get(), buffer_.get() + consumed_, size_ - consumed_);
  size_ -= consumed_;
  consumed_ = 0;
  while (!ended_ && size_ < kBuffer) {
    TRY(const size_t count, source_->Read({buffer_.get() + size_, kBuffer - size_}));
    ended_ = count == 0;
    size_ += count;
  }
  if (!begun_ && std::string_view(buffer_.get(), size_).starts_with(kByteOrderMark)) {
    consumed_ = kByteOrderMark.size();
    begun_ = true;
    return Fill();
  }
  begun_ = true;
  return {};
}

base::Result<std::string_view> LineBlocks::Peek() {
  TRY(Fill());
  return std::string_view(buffer_.get(), size_);
}

base::Result<std::string> LineBlocks::TakeAll() {
  std::string text;
  do {
    TRY(Fill());
    text.append(buffer_.get(), size_);
    consumed_ = size_;
  } while (!ended_);
  return text;
}

base::Result<std::string_view> LineBlocks::Next(int64_t lines_before) {
  TRY(Fill());
  if (ended_ && size_ > 0 && buffer_[size_ - 1] != '\n') buffer_[size_++] = '\n';
  const std::string_view text(buffer_.get(), size_);
  return TakeLines(text.rfind('\n') + 1, lines_before);
}

base::Result<std::string_view> LineBlocks::TakeLines(size_t end, int64_t lines_before) {
  const std::string_view block(buffer_.get(), end);
  const std::string_view rest(buffer_.get() + end, size_ - end);
  if (const size_t nul = std::string_view(buffer_.get(), size_).find('\0');
      nul != std::string_view::npos) {
    const auto before = std::ranges::count(std::string_view(buffer_.get(), nul), '\n');
    return base::Fail(base::ErrorCode::kUnsupported,
                      fmt::format("{}:{}: not a text file (it has NUL bytes); give a CSV or JSON "
                                  "file, or one packed with gzip or zip",
                                  name_, lines_before + before + 1));
  }
  if (rest.size() > kLongestLine) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("{}:{}: a line of more than {} bytes is not market data; give a "
                    "CSV file with one row a line",
                    name_, lines_before + std::ranges::count(block, '\n') + 1, kLongestLine));
  }
  consumed_ = end;
  return block;
}

}  // namespace keel::storage::internal
