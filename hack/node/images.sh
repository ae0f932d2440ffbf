#!/usr/bin/env bash
# Makes the images that pods of the demo and of NodeTests run, from Debian's packages, under the names that the manifests
# use. They carry what Debian has: the same programs, in Debian's versions (its busybox 1.35 crashes on `wget -T`). Made
# once, kept in the cache.
#
#   images.sh [TEXT…]   those whose names contain one of the texts, or all; prints a directory with their archives
set -euo pipefail

image_table() {
  #    name:tag                                                     made by                  from Debian's packages
  image docker.io/library/busybox:1.37                              busybox
  image docker.io/library/nginx:1.29-alpine                         nginx                    nginx nginx-common libnginx-mod-stream
  image docker.io/nginxinc/nginx-unprivileged:1.29-alpine           nginx_unprivileged       nginx nginx-common libnginx-mod-stream
  image docker.io/nginx/nginx-prometheus-exporter:1.5.1             nginx_exporter           prometheus-nginx-exporter
  image docker.io/library/redis:8-alpine                            redis                    redis-server redis-tools
  image docker.io/library/redis:8.2-alpine                          redis                    redis-server redis-tools
  image docker.io/library/postgres:17-alpine                        postgres                 postgresql-15 postgresql-client-15
  image quay.io/prometheuscommunity/postgres-exporter:v0.18.1       postgres_exporter        prometheus-postgres-exporter
  image docker.io/oliver006/redis_exporter:v1.80.0                  redis_exporter           prometheus-redis-exporter
  image quay.io/prometheuscommunity/elasticsearch-exporter:v1.9.0   elasticsearch_exporter   prometheus-elasticsearch-exporter
  image docker.io/envoyproxy/envoy:distroless-v1.40.0               envoy
  image docker.io/rclone/rclone:1.71                                rclone                   rclone
  image docker.io/library/elasticsearch:7.9.3                       elasticsearch            python3-minimal libpython3-stdlib
}

here=$(unset CDPATH && cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for part in output cache packages wheels; do
  # shellcheck source=/dev/null
  source "$here/lib/$part.sh"
done

busybox() { pack --command '["sh"]'; }

# The official nginx has `stream` built in and keeps its files below /var/cache/nginx; Debian's is brought to look like it.
nginx() { pack_nginx "$1" nginx.conf --directory /var/cache/nginx; }

nginx_unprivileged() { pack_nginx "$1" unprivileged.conf --user 101; }

# pack_nginx ROOT CONFIGURATION OPTION…
pack_nginx() {
  local root=$1 configuration=$2
  shift 2
  pack "$@" --entrypoint '["/usr/sbin/nginx"]' --command '["-g", "daemon off;"]' \
    --account nginx:101 --account www-data:33 --link /var/lib/nginx=/var/cache/nginx \
    --link /var/log/nginx/access.log=/dev/stdout --link /var/log/nginx/error.log=/dev/stderr \
    "$root/usr/sbin/nginx=/usr/lib/nginx/nginx" "$here/node/nginx/with-stream=/usr/sbin/nginx" \
    "$root/usr/lib/nginx/modules/ngx_stream_module.so=/usr/lib/nginx/modules/ngx_stream_module.so" \
    "$root/etc/nginx/mime.types=/etc/nginx/mime.types" \
    "$here/node/nginx/$configuration=/etc/nginx/nginx.conf" "$here/node/nginx/default.conf=/etc/nginx/conf.d/default.conf"
}

redis() {
  pack --entrypoint '["docker-entrypoint.sh"]' --command '["redis-server"]' --directory /data \
    "$1/usr/bin/redis-check-rdb=/usr/local/bin/redis-server" "$1/usr/bin/redis-cli=/usr/local/bin/redis-cli" \
    "$here/node/redis-entrypoint=/usr/local/bin/docker-entrypoint.sh"
}

postgres() {
  local home=usr/lib/postgresql/15 file files=()
  for file in bin/{postgres,initdb,psql} lib/{plpgsql,dict_snowball}.so; do files+=("$1/$home/$file=/$home/$file"); done
  pack --user 70 --account postgres:70 --directory /var/lib/postgresql \
    --entrypoint '["docker-entrypoint.sh"]' --command '["postgres"]' \
    --link "/usr/local/bin/postgres=/$home/bin/postgres" --link "/usr/local/bin/initdb=/$home/bin/initdb" \
    --link "/usr/local/bin/psql=/$home/bin/psql" "${files[@]}" \
    "$1/usr/share/postgresql/15=/usr/share/postgresql/15" \
    "$here/node/postgres-entrypoint=/usr/local/bin/docker-entrypoint.sh"
}

postgres_exporter() {
  pack --entrypoint '["/bin/postgres_exporter"]' "$1/usr/bin/prometheus-postgres-exporter=/bin/postgres_exporter"
}

# Envoy is PyPI's.
envoy() {
  local program
  program=$(wheel_program "$ENVOY_WHEEL" _bin/envoy)
  pack --entrypoint '["/usr/local/bin/envoy"]' "$program=/usr/local/bin/envoy"
}

rclone() { pack --entrypoint '["rclone"]' "$1/usr/bin/rclone=/usr/local/bin/rclone"; }

redis_exporter() {
  pack --entrypoint '["/redis_exporter"]' "$1/usr/bin/prometheus-redis-exporter=/redis_exporter"
}

nginx_exporter() {
  pack --entrypoint '["/usr/bin/nginx-prometheus-exporter"]' \
    "$1/usr/bin/prometheus-nginx-exporter=/usr/bin/nginx-prometheus-exporter"
}

elasticsearch_exporter() {
  pack --entrypoint '["/bin/elasticsearch_exporter"]' \
    "$1/usr/bin/prometheus-elasticsearch-exporter=/bin/elasticsearch_exporter"
}

# Debian has no Elasticsearch: a small program answers in its place.
elasticsearch() {
  local python library
  python=$(echo "$1"/usr/bin/python3.*[0-9])
  library=usr/lib/${python##*/}
  pack --user 1000 --entrypoint '["/usr/bin/python3", "/usr/share/elasticsearch/stand-in.py"]' \
    --account elasticsearch:1000 --directory /usr/share/elasticsearch/logs --directory /usr/share/elasticsearch/data \
    "$python=/usr/bin/python3" "$1/$library=/$library" \
    "$here/node/elasticsearch-stand-in.py=/usr/share/elasticsearch/stand-in.py"
}

# image NAME:TAG MAKER PACKAGE…: if it is wanted, makes the archive unless it was made from exactly this.
image() {
  local name=$1 maker=$2 root="" inputs archive
  shift 2
  is_wanted "$name" || return 0
  archive=$images/$(tr / _ <<<"${name#*/}" | tr : -).tar
  busybox_program=$(unpacked busybox-static)/bin/busybox
  if (($#)); then root=$(unpacked --with-libraries "$@"); fi
  inputs=$(printf '%s\n' "$name" "$root" "$busybox_program" "$ENVOY_WHEEL" "$(cat "$here"/node/{image,images.sh,*-entrypoint,*.py,nginx/*})" | cksum)
  ln -sf "$archive" "$selection/"
  # Of several runs at once, one makes it and the others wait.
  exec 9>"$archive.lock"
  flock 9
  if [[ ! -f $archive || $(cat "$archive.inputs" 2>/dev/null) != "$inputs" ]]; then
    say "making the image $name"
    rm -f "$archive.inputs"
    "$maker" "$root"
    printf '%s\n' "$inputs" >"$archive.inputs"
  fi
  exec 9>&-
}

# pack OPTION…: makes the archive of the image at hand.
pack() { "$here/node/image" --output "$archive" --name "$name" ${root:+--root "$root"} --busybox "$busybox_program" "$@"; }

is_wanted() {
  local text
  ((${#wanted[@]})) || return 0
  for text in "${wanted[@]}"; do if [[ $1 == *"$text"* ]]; then return 0; fi; done
  return 1
}

wanted=("$@")
images=$CACHE/images
selection=$images/selections/$(printf '%s\n' "$@" "$(declare -f image_table)" | cksum | cut -d ' ' -f 1)
mkdir -p "$selection"
need python3 python3
image_table
printf '%s\n' "$selection"
