// SPDX-License-Identifier: MIT
#include "storage/internal/byte_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <unzip.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>

namespace keel::storage::internal {
namespace {

using base::ErrorCode;

constexpr size_t kChunk = 256 * 1024;
constexpr std::string_view kGzipMagic = "\x1f\x8b";
constexpr std::string_view kZipMagic = "PK\x03\x04";

class PlainFile final : public ByteSource {
 public:
  PlainFile(int file, std::string path) : file_(file), path_(std::move(path)) {}
  ~PlainFile() override { ::close(file_); }
  base::Result<size_t> Read(std::span<char> room) override {
    while (true) {
      const ssize_t count = ::read(file_, room.data(), room.size());
      if (count >= 0) {
        position_ += count;
        return static_cast<size_t>(count);
      }
      if (errno == EINTR) continue;
      return base::Fail(ErrorCode::kIo,
                        fmt::format("cannot read {}: {}", path_, std::strerror(errno)));
    }
  }
  int64_t position() const override { return position_; }

 private:
  int file_;
  std::string path_;
  int64_t position_ = 0;
};

class MemoryBytes final : public ByteSource {
 public:
  explicit MemoryBytes(std::string_view bytes) : rest_(bytes) {}
  base::Result<size_t> Read(std::span<char> room) override {
    const size_t count = std::min(room.size(), rest_.size());
    std::copy_n(rest_.begin(), count, room.begin());
    rest_.remove_prefix(count);
    position_ += static_cast<int64_t>(count);
    return count;
  }
  int64_t position() const override { return position_; }

 private:
  std::string_view rest_;
  int64_t position_ = 0;
};

// Bytes that were read to see what they are, and then the rest.
class Prefixed final : public ByteSource {
 public:
  Prefixed(std::string head, std::unique_ptr<ByteSource> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}
  base::Result<size_t> Read(std::span<char> room) override {
    if (used_ == head_.size()) return rest_->Read(room);
    const size_t count = std::min(room.size(), head_.size() - used_);
    std::copy_n(head_.begin() + static_cast<std::ptrdiff_t>(used_), count, room.begin());
    used_ += count;
    return count;
  }
  int64_t position() const override { return rest_->position(); }

 private:
  std::string head_;
  size_t used_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

// Gzip, also of several members joined.
class Gzip final : public ByteSource {
 public:
  Gzip(std::string name, std::unique_ptr<ByteSource> packed)
      : name_(std::move(name)), packed_(std::move(packed)), input_(kChunk) {
    constexpr int kGzipWindow = 15 + 16;
    ready_ = ::inflateInit2(&stream_, kGzipWindow) == Z_OK;
  }
  ~Gzip() override { ::inflateEnd(&stream_); }
  base::Result<size_t> Read(std::span<char> room) override {
    if (!ready_) return base::Fail(ErrorCode::kIo, "not enough memory to inflate " + name_);
    stream_.next_out = reinterpret_cast<Bytef*>(room.data());
    const auto size =
        static_cast<uInt>(std::min<size_t>(room.size(), std::numeric_limits<uInt>::max()));
    stream_.avail_out = size;
    while (stream_.avail_out == size) {
      TRY(const bool more, Fill());
      if (!more && at_member_end_) return size_t{0};
      if (!more) {
        return base::Fail(
            ErrorCode::kUsage,
            fmt::format("{} ends early: the gzip file was cut off; get it again", name_));
      }
      if (at_member_end_) {
        ::inflateReset(&stream_);
        at_member_end_ = false;
      }
      const int code = ::inflate(&stream_, Z_NO_FLUSH);
      if (code == Z_STREAM_END) at_member_end_ = true;
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return Damaged();
    }
    return static_cast<size_t>(size - stream_.avail_out);
  }
  int64_t position() const override { return packed_->position(); }

 private:
  base::Result<bool> Fill() {
    if (stream_.avail_in > 0) return true;
    TRY(const size_t count, packed_->Read(input_));
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(count);
    return count > 0;
  }
  tl::unexpected<base::Error> Damaged() const {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("{} is damaged inside ({}); get it again", name_,
                                  stream_.msg == nullptr ? "no valid gzip" : stream_.msg));
  }

  std::string name_;
  std::unique_ptr<ByteSource> packed_;
  std::vector<char> input_;
  z_stream stream_{};
  bool ready_ = false;
  bool at_member_end_ = false;
};

class ZipMember final : public ByteSource {
 public:
  ZipMember(unzFile archive, std::string name) : archive_(archive), name_(std::move(name)) {}
  ~ZipMember() override {
    ::unzCloseCurrentFile(archive_);
    ::unzClose(archive_);
  }
  base::Result<size_t> Read(std::span<char> room) override {
    const auto size = static_cast<unsigned>(std::min<size_t>(room.size(), 1U << 30));
    const int count = ::unzReadCurrentFile(archive_, room.data(), size);
    const bool ended = count == 0;
    // The checksum is only known to be right once the member is closed at its end.
    if (count < 0 || (ended && ::unzCloseCurrentFile(archive_) == UNZ_CRCERROR)) {
      return base::Fail(ErrorCode::kUsage,
                        fmt::format("{} is damaged or cut off; get the zip again", name_));
    }
    return static_cast<size_t>(count);
  }
  int64_t position() const override { return ::unztell(archive_); }

 private:
  unzFile archive_;
  std::string name_;
};

base::Result<std::unique_ptr<ByteSource>> OpenPlain(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file >= 0) return std::make_unique<PlainFile>(file, path);
  const auto code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
  return base::Fail(code, fmt::format("cannot open {}: {}", path, std::strerror(errno)));
}

base::Result<std::string> FirstBytes(ByteSource& source, size_t wanted) {
  std::string head;
  std::array<char, 64> room{};
  while (head.size() < wanted) {
    TRY(const size_t count, source.Read(std::span(room).first(wanted - head.size())));
    if (count == 0) break;
    head.append(room.data(), count);
  }
  return head;
}

base::Result<std::unique_ptr<ByteSource>> Inflated(std::string name,
                                                   std::unique_ptr<ByteSource> raw) {
  TRY(std::string head, FirstBytes(*raw, kGzipMagic.size()));
  const bool gzip = head == kGzipMagic;
  std::unique_ptr<ByteSource> whole = std::make_unique<Prefixed>(std::move(head), std::move(raw));
  if (gzip) whole = std::make_unique<Gzip>(std::move(name), std::move(whole));
  return whole;
}

base::Result<std::vector<Document>> MembersOf(const std::string& path) {
  unzFile archive = ::unzOpen64(path.c_str());
  if (archive == nullptr) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("{} is a damaged or cut-off zip archive; get it again", path));
  }
  std::vector<Document> documents;
  for (int code = ::unzGoToFirstFile(archive); code == UNZ_OK; code = ::unzGoToNextFile(archive)) {
    std::array<char, 1024> name{};
    unz_file_info64 about{};
    if (::unzGetCurrentFileInfo64(archive, &about, name.data(), name.size() - 1, nullptr, 0,
                                  nullptr, 0) != UNZ_OK) {
      break;
    }
    std::string member(name.data());
    if (!member.empty() && !member.ends_with('/')) documents.push_back({path, std::move(member)});
  }
  ::unzClose(archive);
  return documents;
}

}  // namespace

base::Result<std::vector<Document>> DocumentsIn(const std::string& path) {
  TRY(const auto raw, OpenPlain(path));
  TRY(const std::string head, FirstBytes(*raw, kZipMagic.size()));
  if (head == kZipMagic) return MembersOf(path);
  return std::vector<Document>{{path, ""}};
}

base::Result<std::unique_ptr<ByteSource>> OpenDocument(const Document& document) {
  if (document.member.empty()) {
    TRY(auto raw, OpenPlain(document.path));
    return Inflated(document.path, std::move(raw));
  }
  unzFile archive = ::unzOpen64(document.path.c_str());
  if (archive == nullptr || ::unzLocateFile(archive, document.member.c_str(), 1) != UNZ_OK ||
      ::unzOpenCurrentFile(archive) != UNZ_OK) {
    if (archive != nullptr) ::unzClose(archive);
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("{} cannot be unpacked (damaged, or packed in a way other than "
                                  "deflate); get it again",
                                  document.name()));
  }
  return Inflated(document.name(), std::make_unique<ZipMember>(archive, document.name()));
}

std::unique_ptr<ByteSource> FromMemory(std::string name, std::string_view bytes) {
  auto source = Inflated(std::move(name), std::make_unique<MemoryBytes>(bytes));
  return source ? std::move(source).value() : nullptr;
}

}  // namespace keel::storage::internal
