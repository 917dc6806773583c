#!/usr/bin/env bash
# A compute node on another machine, as an operator sees it: control plane and node in network namespaces of their own, which
# only a cable joins. Guests are fake. What is made is taken away again. Root only, as namespaces are.
#   walk.sh DATA-DIR PORT-OFFSET
set -uo pipefail
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../../.." && pwd -P)
data=$1 offset=$2
said=$(mktemp) failures=0
control=kn-control-$$ machine=kn-machine-$$
here=10.213.7.1 there=10.213.7.2

skip() { echo "skipped: $*"; rm -f "$said"; exit 0; }
[ "$(id -u)" = 0 ] || skip "network namespaces are for root"
command -v ip > /dev/null || skip "there is no ip (on Debian or Ubuntu: apt-get install iproute2)"
ip netns add "$control" 2> "$said" || skip "this machine makes no network namespaces: $(< "$said")"

clean_up() {
  down "$data/node" > /dev/null 2>&1
  [ ! -e "$data/cloud/kilonova-data" ] || down "$data/cloud" > /dev/null 2>&1
  ip netns del "$control" 2> /dev/null
  ip netns del "$machine" 2> /dev/null
  rm -f "$said"
}
trap clean_up EXIT

in_control() { ip netns exec "$control" "$@"; }
in_machine() { ip netns exec "$machine" "$@"; }
kilonova() { "$home/kilonova" "$@"; }
down() { in_control "$home/kilonova" down --data-dir "$@"; }

# check WORDS COMMAND...: the command succeeds.
check() {
  local words=$1
  shift
  if "$@" > "$said" 2>&1; then
    echo "ok: $words"
  else
    echo "NOT OK: $words"
    sed 's/^/    /' "$said" | tail -n 15
    failures=$((failures + 1))
  fi
}

# soon COMMAND...: the command succeeds within a minute.
soon() {
  local at=$SECONDS
  until "$@"; do
    [ $((SECONDS - at)) -lt 60 ] || return 1
    sleep 0.5
  done
}

os() { (. "$data/cloud/openrc" && in_control openstack "$@"); }
says() { printf '%s\n' "$1" && [[ $1 == *"$2"* ]]; }
is() { says "$(os server show "$1" -f value -c status)" "$2"; }
up() {
  in_control "$home/kilonova" up --detach --data-dir "$data/cloud" --hypervisor fake --port-offset "$offset" \
    --listen "$here" --certificate "$data/cloud.pem" --key "$data/cloud.key"
}
enroll() { in_control "$home/kilonova" node enroll rack-7 --host far-1 --host far-2 --out "$1" --data-dir "$data/cloud"; }
node() { in_machine "$home/kilonova" node --detach --data-dir "$data/node" "$@"; }
host() { says "$(in_control "$home/kilonova" node list --data-dir "$data/cloud")" "far-1 ($1)"; }
logged() { grep -F "$1" "$data/node/log/kilonova.log"; }
node_pid() { sed -n 's/.*"pid" : \([0-9]*\),.*/\1/p' "$data/node/run.json"; }

ip netns add "$machine" &&
  ip link add cable-a netns "$control" type veth peer name cable-b netns "$machine" ||
  skip "this machine has no veth"
for each in "$control cable-a $here" "$machine cable-b $there"; do
  read -r namespace cable address <<< "$each"
  ip -n "$namespace" addr add "$address/24" dev "$cable"
  ip -n "$namespace" link set "$cable" up
  ip -n "$namespace" link set lo up
done

mkdir -p "$data"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=cloud \
  -addext "subjectAltName=IP:$here,IP:127.0.0.1" -keyout "$data/cloud.key" -out "$data/cloud.pem" 2> /dev/null
check "the cloud starts on an address of its own" up
check "it tells where nodes come in" says "$(in_control "$home/kilonova" status --data-dir "$data/cloud")" "node        $here:$((8771 + offset))"
check "a node is enrolled" enroll "$data/bundle"
check "its bundle is for its owner alone" says "$(stat -c %a "$data/bundle")" 600
check "the node starts on the other machine" node --bundle "$data/bundle" --hypervisor fake
check "both hosts of it are up" soon host up

head -c 1048576 /dev/zero > "$data/image"
os image create --disk-format raw --container-format bare --public --file "$data/image" blank > /dev/null
flavor=$(os flavor list -f value -c ID --sort-column RAM | head -n 1)
network=$(os network list -f value -c ID | head -n 1)
check "a server boots over there" os server create --image blank --flavor "$flavor" --network "$network" \
  --availability-zone nova:far-1 --wait far
check "it is on that host" says "$(os server show far -f value -c OS-EXT-SRV-ATTR:host)" far-1
check "its console is asked for over the node's own stream" os console log show far

echo "--- the node is killed"
kill -9 "$(node_pid)"
check "its host goes down" soon host down
check "it starts again, told nothing" node
check "its host is up again" soon host up
check "the server is as it was" is far ACTIVE

echo "--- the control plane is stopped"
check "it stops" down "$data/cloud"
check "it starts again" up
check "the node is back by itself" soon host up
check "the server is as it was" is far ACTIVE

echo "--- the cable is cut"
ip -n "$machine" link set cable-b down
check "the host goes down" soon host down
ip -n "$machine" link set cable-b up
check "the node is back by itself" soon host up
check "the server is as it was" is far ACTIVE

echo "--- the node is revoked"
check "revoking works" in_control "$home/kilonova" node revoke rack-7 --data-dir "$data/cloud"
check "its host goes down" soon host down
check "its log says why" soon logged "the control plane refuses this node"
check "it is enrolled again" enroll "$data/newer"
check "the node stops" kilonova down --data-dir "$data/node"
check "it starts with its newer bundle" node --bundle "$data/newer"
check "its host is up again" soon host up
check "the server is as it was" is far ACTIVE

echo "--- everything goes"
no_purge() { [ -e "$data/node" ] && ! kilonova down --purge --data-dir "$data/node" > "$said.purge" 2>&1 && says "$(< "$said.purge")" "the guests of 1 servers"; }
check "a node that has servers is not purged" no_purge
rm -f "$said.purge"
check "it starts again" node
check "its host is up again" soon host up
check "the server is deleted" os server delete --wait far
check "the node is purged" kilonova down --purge --data-dir "$data/node"
check "the cloud is purged" down "$data/cloud" --purge
echo "$failures failed"
[ "$failures" = 0 ]
