#!/usr/bin/env bash
# muParser 2.3.3 (Debian 12: libmuparser2v5 2.3.3-0.1): rint() of an expression is not rint() of C.
#
# A good guess: it rounds as the function of that name in <cmath> does, halves to the even neighbour.
# Seen: it adds a half and takes the floor. Halves go up (rint(2.5) is 3, not 2; rint(-3.5) is -3, not -4), and the sum is rounded before the
# floor is taken: rint(0.49999999999999994) is 1, and rint(4503599627370497), which is whole, is one more.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q -o APT::Sandbox::User=root libmuparser2v5=2.3.3-0.1 libmuparser-dev=2.3.3-0.1 >/dev/null
for package in *.deb; do dpkg -x "$package" root; done
libraries=$(dirname "$(find "$folder/root" -name 'libmuparser.so.2')")

cat >rint.cpp <<'END'
#include <muParser.h>

#include <cmath>
#include <cstdio>

int main() {
  struct Case {
    double value, seen;
  };
  const Case cases[] = {{2.5, 3}, {0.5, 1}, {-3.5, -3}, {0.49999999999999994, 1}, {4503599627370497., 4503599627370498.}};
  int differences = 0;
  for (const Case& c : cases) {
    double x = c.value;
    mu::Parser parser;
    parser.DefineVar("x", &x);
    parser.SetExpr("rint(x)");
    const double seen = parser.Eval();
    std::printf("rint(%.17g): muParser %.17g, C %.17g\n", x, seen, std::rint(x));
    if (seen != c.seen || seen == std::rint(x)) ++differences;
  }
  return differences;
}
END
g++ -O1 -I root/usr/include rint.cpp -o rint -L "$libraries" -lmuparser
echo "muParser $(dpkg-deb -f libmuparser2v5_*.deb Version)"
LD_LIBRARY_PATH=$libraries ./rint
