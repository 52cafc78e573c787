// SPDX-License-Identifier: MIT
// Only for tests: a folder for one test, removed with everything in it at the end, and archives.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace keel::storage::internal {

/// `text` as a gzip file.
inline std::string Gzip(std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

/// Makes the zip archive `path` with one member.
inline void PutZip(const std::string& path, const char* member, std::string_view text) {
  zipFile archive = ::zipOpen(path.c_str(), APPEND_STATUS_CREATE);
  ASSERT_NE(archive, nullptr);
  ASSERT_EQ(::zipOpenNewFileInZip(archive, member, nullptr, nullptr, 0, nullptr, 0, nullptr,
                                  Z_DEFLATED, Z_DEFAULT_COMPRESSION),
            ZIP_OK);
  ASSERT_EQ(::zipWriteInFileInZip(archive, text.data(), static_cast<unsigned>(text.size())),
            ZIP_OK);
  ASSERT_EQ(::zipCloseFileInZip(archive), ZIP_OK);
  ASSERT_EQ(::zipClose(archive, nullptr), ZIP_OK);
}

class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "keel-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }
  /// Writes a file below it and returns its path.
  std::string Put(const std::string& name, std::string_view bytes) const {
    const std::filesystem::path path = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }
  static std::string Get(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::string path_;
};

}  // namespace keel::storage::internal
