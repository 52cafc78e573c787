// SPDX-License-Identifier: MIT
// A small file of the desk's own that only its owner may read: replaced wholly or not at all, and
// never overwritten where it is not what was written.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "base/describe_json.h"
#include "base/os/file.h"
#include "base/secret.h"

namespace keel::server {

/// `Content` is a described struct with a member `version`, 1 today.
template <typename Content>
class KeptFile {
 public:
  using Check = base::Status (*)(const Content&);

  /// Reads `path`; where there is no such file, `first` holds. What cannot be used is told by
  /// damage(): `first` holds then as well, and the file stays as it is.
  KeptFile(std::string path, Content first, Check check)
      : path_(std::move(path)), content_(std::move(first)) {
    auto read = Read(path_, check);
    if (read) {
      content_ = *std::move(read);
    } else if (read.error().code != base::ErrorCode::kNotFound) {
      damage_ = fmt::format("{}: mend the file or move it away, and start the desk again",
                            WithoutFolder(read.error().message));
    }
  }

  const Content& content() const { return content_; }
  /// Why the file is left alone; one sentence.
  const std::optional<std::string>& damage() const { return damage_; }

  /// What is on the disk when this returns, or did not happen. kRefused where the file is damaged,
  /// kIo.
  base::Status Change(Content next) {
    TRY(Write(next));
    content_ = std::move(next);
    return {};
  }
  /// What has happened whether or not it can be written. As Change fails.
  base::Status Hold(Content next) {
    const base::Status written = Write(next);
    content_ = std::move(next);
    return written;
  }

 private:
  static base::Result<Content> Read(const std::string& path, Check check) {
    TRY(base::os::CheckOwnerOnly(path));
    TRY(std::string text, base::os::ReadFile(path));
    auto content = base::ReadJson<Content>(text);
    base::Wipe(text);
    if (!content) return Damaged(path, content.error());
    if (content->version != 1) {
      return Damaged(path, {base::ErrorCode::kUnsupported,
                            fmt::format("version {} is of another Keel", content->version)});
    }
    const base::Status sound = check(*content);
    if (!sound) return Damaged(path, sound.error());
    return content;
  }
  static tl::unexpected<base::Error> Damaged(const std::string& path, const base::Error& why) {
    return base::Fail(base::ErrorCode::kCorrupt, path + ": " + why.message);
  }

  base::Status Write(const Content& next) const {
    if (damage_) return base::Fail(base::ErrorCode::kRefused, *damage_);
    std::string text = base::ToJson(next, 2) + "\n";
    const base::Status written =
        base::os::WriteFileAtomic(path_, text, base::os::Access::kOwnerOnly);
    base::Wipe(text);
    if (!written) {
      return base::Fail(base::ErrorCode::kIo, WithoutFolder(written.error().message));
    }
    return {};
  }

  /// Who looks on is told which file it is, not where this machine keeps it.
  std::string WithoutFolder(std::string text) const {
    const std::string folder = path_.substr(0, path_.rfind('/') + 1);
    for (size_t at = text.find(folder); at != std::string::npos && !folder.empty();
         at = text.find(folder)) {
      text.erase(at, folder.size());
    }
    return text;
  }

  std::string path_;
  Content content_;
  std::optional<std::string> damage_;
};

}  // namespace keel::server
