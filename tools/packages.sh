# Installs the Debian packages that are missing; does nothing if there are none. For demo and check to source.

packages=(
  g++ cmake ninja-build ccache python3
  libsystemc-dev nlohmann-json3-dev libboost-graph-dev libboost-dev libspdlog-dev libcli11-dev
  libsqlitecpp-dev libsqlite3-dev libmuparser-dev libeigen3-dev libxgboost-dev libonnx-dev libprotobuf-dev protobuf-compiler libgoogle-perftools-dev libgtest-dev libbenchmark-dev python3-jsonschema
  libboost-mpi-dev libopenmpi-dev openmpi-bin slurmctld slurmd slurm-client munge
  clang libclang-rt-14-dev clang-format clang-tidy
)

# Needed only without a program of that name: another source's node or browser does as well.
programs=("npm nodejs npm")  # the program, its packages

install_packages() {
  local missing=() package program needed
  for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  for program in "${programs[@]}"; do
    read -r -a needed <<<"$program"
    command -v "${needed[0]}" >/dev/null || missing+=("${needed[@]:1}")
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  echo "installing ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}
