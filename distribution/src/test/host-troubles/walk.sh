#!/usr/bin/env bash
# What a user sees when a host fails, on a whole cloud with real guests: the disk full, the image gone, libvirtd stopped;
# and that guests outlive the cloud's process. Starts a cloud of its own and purges it. Root only, as libvirt is.
#   walk.sh IMAGE DATA-DIR PORT-OFFSET
set -uo pipefail
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../../.." && pwd -P)
image=$(readlink -f "$1") data=$2 offset=$3
said=$(mktemp) failures=0 libvirtd=()

up() { "$home/kilonova" up --detach --data-dir "$data" --hypervisor libvirt --port-offset "$offset"; }
down() { "$home/kilonova" down --data-dir "$data" "$@"; }

clean_up() {
  [ ${#libvirtd[@]} -eq 0 ] || start_libvirtd
  mountpoint -q "$data/guests/images" && umount "$data/guests/images"
  [ ! -e "$data/kilonova-data" ] || { up; down --purge; } > /dev/null 2>&1
  rm -f "$said"
}
trap clean_up EXIT

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

# within SECONDS COMMAND...: the command succeeds by then.
within() {
  local at=$SECONDS longest=$1
  shift
  until "$@"; do
    [ $((SECONDS - at)) -lt "$longest" ] || return 1
    sleep 0.5
  done
}
soon() { within 60 "$@"; }

os() { (. "$data/openrc" && openstack "$@"); }
says() { printf '%s\n' "$1" && [[ $1 == *"$2"* ]]; }
is() { says "$(os server show "$1" -f value -c status)" "$2"; }
# The client's own --wait takes the ERROR that a server is deleted from for a failure of the deletion.
removed() { os server delete "$1" && soon gone "$1"; }
gone() { ! os server show "$1" > /dev/null 2>&1; }
fault() { says "$(os server show "$1" -f value -c fault)" "$2"; }
boot() { os server create --image tiny --flavor "$flavor" --network "$network" "$1" > /dev/null; }
enabled() { says "$(os compute service list --service nova-compute -f value -c Status)" "$1"; }
trouble() { says "$(os compute service list --service nova-compute --long -f value -c 'Disabled Reason')" "$1"; }
# Neither room nor ports are held.
nothing_held() {
  says "used $(os hypervisor list --long -f value -c 'vCPUs Used')" "used 0" &&
    says "ports:$(os port list --device-owner compute:nova -f value -c ID)." "ports:."
}
guests() { pgrep -fc "guest=kilonova-.*$data" || true; }
console() { os console log show "$1"; }
lines() { console "$1" | wc -l; }
prompts() { console "$1" | grep "login:"; }
has_lines() { [ "$(lines "$1")" -ge "$2" ]; }
start_libvirtd() { nsenter -t "$(< "$data/libvirt/virtlogd.pid")" -m "${libvirtd[@]}" && libvirtd=(); }

mkdir -p "$data"
check "the cloud starts" up
check "it says how guests are run, and why" bash -c "'$home/kilonova' status --data-dir '$data' | grep -E 'libvirt, (KVM|QEMU.s emulation) \\('"
os image create --disk-format qcow2 --container-format bare --public --file "$image" tiny > /dev/null
flavor=$(os flavor list -f value -c ID --sort-column RAM | head -n 1)
network=$(os network list -f value -c ID | head -n 1)

echo "--- the disk is full"
mkdir -p "$data/guests/images" && mount -t tmpfs -o size=8m none "$data/guests/images"
boot full
check "the server ends in ERROR" soon is full ERROR
check "the fault says that the disk is full" fault full "disk is full"
check "nothing is held for it" nothing_held
check "it can be deleted" removed full
umount "$data/guests/images"

echo "--- the image's bytes are gone when the host fetches them"
bytes=$(find "$data/images" -type f -size +1M | head -n 1)
mv "$bytes" "$data/aside"
boot imageless
check "the server ends in ERROR" soon is imageless ERROR
check "the fault says that the image is gone" fault imageless "no longer there"
check "nothing is held for it" nothing_held
check "it can be deleted" removed imageless
mv "$data/aside" "$bytes"

echo "--- guests outlive the cloud"
boot survivor
check "a guest is booted" soon is survivor ACTIVE
check "it boots up to its login" within 300 prompts survivor
before=$(lines survivor)
check "the cloud stops" down
check "the guest runs on" says "guests: $(guests)" "guests: 1"
check "the cloud starts again" up
check "the server is there as it was" is survivor ACTIVE
check "its console is as long as it was, or longer" soon has_lines survivor "$before"
check "there is one guest, not two" says "guests: $(guests)" "guests: 1"

echo "--- libvirtd is stopped"
mapfile -d '' -t libvirtd < "/proc/$(< "$data/libvirt/libvirtd.pid")/cmdline"
kill "$(< "$data/libvirt/libvirtd.pid")"
check "the host is taken out of scheduling" soon enabled disabled
check "the reason names libvirt" trouble "libvirt does not answer"
boot hostless
check "a new server ends in ERROR" soon is hostless ERROR
check "the fault says that no host will have it" fault hostless "No valid host"
check "it can be deleted" removed hostless
os server delete survivor
check "a server that cannot be removed ends in ERROR" soon is survivor ERROR
check "the fault names libvirt" fault survivor "libvirt does not answer"
check "its guest runs on" says "guests: $(guests)" "guests: 1"
start_libvirtd
check "the host comes back by itself" soon enabled enabled
os server delete survivor
check "the server can be deleted now" soon gone survivor
check "its guest is gone" soon says "guests: $(guests)" "guests: 0"
check "nothing is held" nothing_held

check "the cloud is purged" down --purge
echo "$failures failed"
[ "$failures" = 0 ]
