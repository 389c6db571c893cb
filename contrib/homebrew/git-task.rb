# A Homebrew formula for the tree it stands in:
#   brew install --HEAD ./contrib/homebrew/git-task.rb
class GitTask < Formula
  desc "Tasks that live inside the Git repository they belong to"
  homepage "https://git-task.example.org"
  license "MIT"
  head File.expand_path("../..", __dir__), using: :git, branch: "main"

  depends_on "make" => :build
  depends_on "pkgconf" => :build
  depends_on "cjson"
  depends_on "cmark"
  depends_on "curl"
  depends_on "expat"
  depends_on "libgit2"
  depends_on "libmicrohttpd"
  depends_on "libyaml"
  depends_on "sqlite"
  uses_from_macos "zlib"

  def install
    system "gmake", "install", "PREFIX=#{prefix}"
  end

  test do
    system "git", "init", "shop"
    cd "shop" do
      system "git", "-c", "user.name=a", "-c", "user.email=a@example.org",
             "commit", "--allow-empty", "-m", "first"
      id = shell_output("#{bin}/git-task add 'Buy tea'").strip
      assert_match "Buy tea", shell_output("#{bin}/git-task show #{id}")
    end
  end
end
