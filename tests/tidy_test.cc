// SPDX-License-Identifier: MIT
// Reads the tree and holds it to the house: who includes whom, names, reach, shape. All breaches
// are reported at once as file:line: rule: what to do. The second half proves that each rule can
// fail.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/source_tree.h"
#include "tests/tidy/rules.h"

namespace keel::tidy {
namespace {

namespace fs = std::filesystem;

bool IsText(const fs::path& path) {
  static const std::set<std::string> kEndings = {
      ".h",    ".cc",   ".inc", ".cmake", ".md", ".txt", ".json", ".toml", ".yml",
      ".yaml", ".html", ".css", ".js",    ".ts", ".tsx", ".sh",   ".py",   ".csv"};
  static const std::set<std::string> kNames = {
      "keel", "run", ".clang-format", ".clang-tidy", ".gitignore", ".editorconfig", ".env.example"};
  return kEndings.contains(path.extension().string()) || kNames.contains(path.filename().string());
}

std::string Describe(const Findings& findings) {
  std::ostringstream text;
  for (const Finding& f : findings) {
    text << f.file << ':' << f.line << ": " << f.rule << ": " << f.advice << '\n';
  }
  return text.str();
}

std::vector<SourceFile> ReadTree(const fs::path& root) {
  static const std::set<std::string> kSkipped = {"build",    ".git",         ".cache",
                                                 "keel-out", "node_modules", "dist"};
  std::vector<SourceFile> files;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::end(it); ++it) {
    if (it->is_directory() && kSkipped.contains(it->path().filename().string())) {
      it.disable_recursion_pending();
    } else if (it->is_regular_file() && IsText(it->path())) {
      std::ifstream in(it->path(), std::ios::binary);
      std::ostringstream text;
      text << in.rdbuf();
      files.emplace_back(fs::relative(it->path(), root).generic_string(), text.str());
    }
  }
  return files;
}

TEST(Tidy, TheTreeKeepsTheHouseInOrder) {
  const std::vector<SourceFile> files = ReadTree(tests::InSourceTree(""));
  ASSERT_GT(files.size(), 20U) << "the tree was not found at " << tests::InSourceTree("");
  const Findings findings = CheckTree(files);
  EXPECT_TRUE(findings.empty()) << findings.size() << " breaches of docs/STYLE.md:\n"
                                << Describe(findings);
}

struct BadCode {
  const char* rule;
  int line;
  const char* path;
  std::string text;
};

const std::string kHead = "// SPDX-License-Identifier: MIT\n";
const std::string kHeaderHead = kHead + "#pragma once\n";

std::string Function(int body_lines) {
  std::string text = kHead + "void Long() {\n";
  for (int i = 0; i < body_lines; ++i) text += "  Call();\n";
  return text + "}\n";
}

std::string NameOf(const testing::TestParamInfo<BadCode>& info) {
  std::string name = info.param.rule + ("_" + std::to_string(info.index));
  std::ranges::replace(name, '-', '_');
  return name;
}

class EachRule : public testing::TestWithParam<BadCode> {};

TEST_P(EachRule, CatchesItsBreach) {
  const BadCode& bad = GetParam();
  const std::vector<SourceFile> files = {{bad.path, bad.text}};
  const Findings findings = CheckTree(files);
  ASSERT_EQ(findings.size(), 1U) << bad.path << ":\n" << bad.text << Describe(findings);
  EXPECT_EQ(findings[0].rule, bad.rule);
  EXPECT_EQ(findings[0].line, bad.line);
}

INSTANTIATE_TEST_SUITE_P(
    Layers, EachRule,
    testing::Values(
        BadCode{"layers", 2, "src/core/a.cc", kHead + "#include \"engine/engine.h\"\n"},
        BadCode{"layers", 2, "src/strategies/a.cc", kHead + "#include \"storage/catalog.h\"\n"},
        BadCode{"layers", 2, "src/core/a_test.cc", kHead + "#include \"market/book.h\"\n"},
        BadCode{"layers", 2, "src/sim/a.cc", kHead + "#include \"risk/internal/x.h\"\n"},
        BadCode{"layers", 2, "src/core/a.cc", kHead + "#include \"tests/shared_data.h\"\n"},
        BadCode{"layers", 2, "src/garage/a.cc", kHead + "#include \"base/check.h\"\n"},
        BadCode{"layers", 2, "app/main.cc", kHead + "#include \"base/check.h\"\n"},
        BadCode{"layers", 2, "src/market/a.cc", kHead + "#include <boost/beast/core.hpp>\n"},
        BadCode{"include", 2, "src/core/a.cc", kHead + "#include \"decimal.h\"\n"},
        BadCode{"heavy", 3, "src/cli/a.h", kHeaderHead + "#include <CLI/CLI.hpp>\n"}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Form, EachRule,
    testing::Values(BadCode{"licence", 1, "src/core/a.cc", "int a;\n"},
                    BadCode{"licence", 1, "cmake/a.cmake", "set(A 1)\n"},
                    BadCode{"guard", 1, "src/core/a.h", kHead + "struct A {};\n"},
                    BadCode{"guard", 1, "src/core/a-inl.h", kHeaderHead + "struct A {};\n"},
                    BadCode{"size", 2, "src/core/a.cc",
                            kHead + "// " + std::string(98, 'x') + "\n"},
                    BadCode{"size", 801, "src/core/a.cc", kHead + std::string(800, '\n')},
                    BadCode{"open-end", 2, "src/core/a.cc",
                            kHead + "// TO"
                                    "DO: later\n"},
                    BadCode{"banner", 2, "src/core/a.cc", kHead + "// ---- Things -----\n"},
                    BadCode{"place", 2, "docs/a.md",
                            "see\n/wo"
                            "rk/x\n"}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(Names, EachRule,
                         testing::Values(BadCode{"name", 2, "src/core/a.cc",
                                                 kHead + "class OrderMana"
                                                         "ger;\n"},
                                         BadCode{"name", 2, "src/core/a.cc",
                                                 kHead + "struct BarIn"
                                                         "fo;\n"},
                                         BadCode{"name", 2, "src/core/a.cc",
                                                 kHead + "int LoadDa"
                                                         "ta();\n"},
                                         BadCode{"name", 2, "src/core/a.cc",
                                                 kHead + "constexpr int kA"
                                                         "I = 1;\n"},
                                         BadCode{"name", 2, "src/core/a.cc",
                                                 kHead + "int order_help"
                                                         "er;\n"},
                                         BadCode{"name", 1, "src/core/string_util.cc", kHead}),
                         NameOf);

INSTANTIATE_TEST_SUITE_P(
    Reach, EachRule,
    testing::Values(
        BadCode{"clock", 2, "src/sim/a.cc", kHead + "auto t = std::chrono::system_clock::now();\n"},
        BadCode{"clock", 2, "src/cli/a.cc", kHead + "auto t = time(nullptr);\n"},
        BadCode{"clock", 2, "src/cli/a.cc", kHead + "std::this_thread::sleep_for(1);\n"},
        BadCode{"environment", 2, "src/cli/a.cc", kHead + "auto e = std::getenv(\"HOME\");\n"},
        BadCode{"files", 2, "src/market/a.cc", kHead + "std::ifstream in(path);\n"},
        BadCode{"threads", 2, "src/research/a.cc", kHead + "std::thread t(work);\n"},
        BadCode{"chance", 2, "src/base/os/a.cc", kHead + "std::random_device seed;\n"},
        BadCode{"chance", 2, "src/sim/a_test.cc", kHead + "int a = rand();\n"},
        BadCode{"errors", 2, "src/storage/a.cc", kHead + "int b = c ? 1 : throw 1;\n"},
        BadCode{"absent", 2, "src/metrics/a.cc", kHead + "double d = NAN;\n"},
        BadCode{"ownership", 2, "src/engine/a.cc", kHead + "std::shared_ptr<int> p;\n"},
        BadCode{"streams", 2, "src/market/a.cc", kHead + "#include <iostream>\n"}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Shape, EachRule,
    testing::Values(
        BadCode{"shape", 2, "src/core/a.cc", Function(69)},
        BadCode{"shape", 3, "src/core/a.cc",
                kHead + "struct A {\n  int Fold(int, int, int, int, int, int);\n};\n"},
        BadCode{"shape", 2, "src/core/a.cc",
                kHead + "int Fold(std::map<int, int> a, int b, int c, int d, int e, int f) { "
                        "return 1; }\n"},
        BadCode{"shape", 4, "src/core/a.cc",
                kHead + "A::A(int a)\n    : a_{a} {}\nint Fold(int, int, int, int, int, int);\n"},
        BadCode{"shape", 7, "src/core/a.cc",
                kHead + "void F() {\n for (;;) {\n  if (a) {\n   while (b) {\n    if (c) {\n"
                        "     if (d) {\n     }\n    }\n   }\n  }\n }\n}\n"},
        BadCode{"macro", 2, "src/core/a.cc", kHead + "#define MAX(a, b) a\n"},
        BadCode{"enum", 2, "src/core/a.cc", kHead + "enum Side { kBuy };\n"},
        BadCode{"namespace", 3, "src/core/a.h", kHeaderHead + "using namespace std;\n"}),
    NameOf);

TEST(Tidy, AcceptsWhatTheHouseAllows) {
  const std::vector<SourceFile> files = {
      {"src/strategies/a.cc",
       kHead +
           "#include \"strategy/strategy.h\"\n// the std::thread of rand() in a comment\n"
           "const char* text = \"std::getenv(\";\nint big = 1'000'000;\n" +
           "#define KEEL_ROW(x) x\n"},
      {"src/base/os/clock.cc", kHead + "auto t = std::chrono::system_clock::now();\n"},
      {"src/cli/import_data.cc", kHead + "Status ImportData(const Verb& verb);\n"},
      {"src/core/b_test.cc", kHead + "#include \"tests/shared_data.h\"\n#include <fstream>\n"},
      {"src/core/e_test.cc", kHead + "TEST(Market, InventedDataSayIt) {}\n"},
      {"src/cli/testing/f.h", kHeaderHead + "std::filesystem::file_size(path);\n"},
      {"src/core/c.cc", Function(68)},
      {"src/core/d.cc",
       kHead + "bool operator()(int a, int b) const;\nA::A() : a_{1}, b_(2) {}\n"
               "enum class Side : int { kBuy };\nusing enum Side;\nstd::filesystem::path p;\n"}};
  const Findings findings = CheckTree(files);
  EXPECT_TRUE(findings.empty()) << Describe(findings);
}

TEST(Tidy, APlugInWithoutItsRowIsCaught) {
  const std::vector<SourceFile> files = {
      {"src/strategies/list.inc", kHead + "KEEL_STRATEGY(ema_cross)\nKEEL_STRATEGY(Breakout)\n"},
      {"src/strategies/ema_cross.cc", kHead},
      {"src/strategies/breakout.cc", kHead},
      {"src/strategies/forgotten.cc", kHead},
      {"src/strategies/registry.cc", kHead},
      {"src/strategies/registry_rows.cc", kHead},
      {"src/strategies/registry.h", kHeaderHead}};
  const Findings findings = CheckTree(files);
  ASSERT_EQ(findings.size(), 1U) << Describe(findings);
  EXPECT_EQ(findings[0].file, "src/strategies/forgotten.cc");
  EXPECT_EQ(findings[0].rule, "list");
}

TEST(Tidy, TheBuildMayNotDifferFromTheTable) {
  const auto check = [](const std::string& line) {
    Findings findings;
    CheckBuildLayers(SourceFile("CMakeLists.txt", "project(x)\n" + line), &findings);
    return Describe(findings);
  };
  EXPECT_EQ(check("add_module(base LIBS fmt)\nadd_module(core DEPS base)\n"), "");
  EXPECT_NE(check("add_module(core DEPS base cli)\n").find(":2: layers: "), std::string::npos);
  EXPECT_NE(check("add_module(base)\nadd_module(core)\n").find("lacks base"), std::string::npos);
  EXPECT_NE(check("add_module(garage)\n").find("not in the layering table"), std::string::npos);
}

TEST(Tidy, TheTableReadsAsWritten) {
  const LayerTable layers = Layers();
  EXPECT_EQ(layers.at("base").size(), 0U);
  EXPECT_TRUE(layers.at("cli").contains("server"));
  EXPECT_FALSE(layers.at("engine").contains("net"));
  EXPECT_FALSE(layers.at("strategies").contains("risk"));
  EXPECT_TRUE(layers.at("strategies").contains("metrics"));
  EXPECT_FALSE(layers.at("research").contains("server"));
}

}  // namespace
}  // namespace keel::tidy
