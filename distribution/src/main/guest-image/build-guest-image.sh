#!/bin/bash
#
# build-guest-image.sh - make a tiny cloud guest out of Debian or Ubuntu packages only.
#
# The result is one qcow2 disk that
#   * boots by itself under BIOS (syslinux) and under UEFI, secure boot included
#     (the distribution's signed shim, grub and kernel), on virtio, virtio-scsi, IDE or NVMe disks;
#     with the general kernel (-k linux-image-amd64) on SATA and USB disks too;
#   * configures its network cards by DHCP (classless routes and MTU honoured), or
#     statically when a config drive says so;
#   * looks for OpenStack metadata on a config drive (ISO 9660 or FAT, label
#     "config-2") and, failing that, at http://169.254.169.254/openstack/latest/;
#   * takes from it: host name, SSH keys, admin password, random seed, and user data,
#     which is run once per instance when it starts with "#!";
#   * runs an SSH server (dropbear) and, when the matching virtio-serial port exists,
#     the QEMU guest agent (live freeze, password change, shutdown, file access);
#   * talks to, and gives a login prompt on, ttyS0, tty1 and hvc0;
#   * follows hotplug: disks, network cards, CPUs, memory DIMMs; obeys the ACPI power
#     button.
# It never grows its partition or file system.
#
# Built and booted from the packages of Debian 12 and 13 and of Ubuntu 24.04. Needs on the
# build machine: apt, dpkg, kmod, cpio, gzip, xz-utils, zstd, fdisk, dosfstools, mtools,
# e2fsprogs, qemu-utils, openssl, file access only: no root, no loop device and no mount
# is needed.
#
# The same packages give the same bytes: every time stamp, UUID and label is fixed, and
# file order is sorted. Keep the package files (-d) to rebuild the same image later;
# a manifest with their checksums is written next to the image.
#
# Usage: build-guest-image.sh [options]
#   -o FILE     image to write                      (default ./tiny-guest.qcow2)
#   -w DIR      scratch folder, emptied first       (default: a new one in TMPDIR)
#   -d DIR      package folder; .deb files already there are used as they are, missing
#               ones are downloaded by apt-get      (default: "debs" in the scratch folder)
#   -k PACKAGE  kernel package or meta package      (default linux-image-cloud-amd64, which
#               boots seconds faster; linux-image-amd64 adds SATA, USB and e1000; where there
#               is neither, as on Ubuntu, linux-image-virtual)
#   -u USER     login name                          (default cirros)
#   -p PASSWORD its password                        (default gocubsgo)
#   -s MIB      virtual size in MiB                 (default 112)
#   -S          also write FILE.vmlinuz, FILE.initrd and FILE.rootfs (a bare ext4 file
#               system) for tests that boot a kernel directly
#   -A          leave the QEMU guest agent out
#   -K          keep the scratch folder
set -euo pipefail
export LC_ALL=C TZ=UTC
umask 022

out=tiny-guest.qcow2 work='' debs='' kernel_pkg=linux-image-cloud-amd64
user=cirros password=gocubsgo size_mib=112 split='' agent=1 keep=''
while getopts o:w:d:k:u:p:s:SAKh opt; do
  case $opt in
    o) out=$OPTARG ;;
    w) work=$OPTARG ;;
    d) debs=$OPTARG ;;
    k) kernel_pkg=$OPTARG ;;
    u) user=$OPTARG ;;
    p) password=$OPTARG ;;
    s) size_mib=$OPTARG ;;
    S) split=1 ;;
    A) agent= ;;
    K) keep=1 ;;
    *) sed -n '2,/^set -/{s/^# \{0,1\}//;/^set -/!p}' "$0"; exit 2 ;;
  esac
done

# One instant for every time stamp in the image; the usual variable overrides it.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1735689600}
export E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH
fs_uuid=5f0a2c3e-7d1b-4c69-9a64-0c1d5b8e4f21
disk_id=0x7e11a9c5
fat_id=7e11a9c6
root_label=tinyroot
esp_mib=32

say() { printf '%s\n' "build-guest-image: $*" >&2; }
die() { say "$*"; exit 1; }
PATH=$PATH:/usr/sbin:/sbin
for tool in apt-get apt-cache dpkg-deb depmod cpio gzip sfdisk mkfs.vfat mcopy \
            mkfs.ext4 debugfs qemu-img openssl xz zstd; do
  command -v "$tool" >/dev/null || die "missing tool: $tool"
done

made_work=
if [ -z "$work" ]; then work=$(mktemp -d) made_work=1; fi
mkdir -p "$work"
work=$(cd "$work" && pwd)
cleanup() { if [ -n "$made_work" ] && [ -z "$keep" ]; then rm -rf "$work"; fi; }
trap cleanup EXIT
pkg=$work/pkg root=$work/root ird=$work/initrd
rm -rf "$pkg" "$root" "$ird"
mkdir -p "$pkg" "$root" "$ird"
debs=${debs:-$work/debs}
mkdir -p "$debs"
debs=$(cd "$debs" && pwd)

# ---------------------------------------------------------------- packages
# Machines made from a container image often come without package lists.
if ! apt-cache show "$kernel_pkg" >/dev/null 2>&1 && ! apt-cache show linux-image-virtual >/dev/null 2>&1; then
  say "fetching the package lists"
  apt-get -qq update || die "no package lists, and they could not be fetched (apt-get update, as root)"
fi
# Whether the sources have a package of that very name, not one that stands in for it.
there() { [ -n "$(apt-cache madison "$1" 2>/dev/null)" ]; }
depends() { apt-cache depends "$1" | awk -v form="^$2" '$1=="Depends:" && $2 ~ form {print $2; exit}'; }
# A meta package names the real kernel in its dependencies; Ubuntu's kernel has its modules in another package.
if ! ls "$debs"/linux-image-[0-9]*.deb >/dev/null 2>&1; then
  if ! there "$kernel_pkg" && there linux-image-virtual; then kernel_pkg=linux-image-virtual; fi
  real=$(depends "$kernel_pkg" linux-image-[0-9])
  kernel_pkg=${real:-$kernel_pkg}
  kernel_pkg="$kernel_pkg $(depends "$kernel_pkg" linux-modules-[0-9])"
else
  kernel_pkg=
fi
wanted="busybox-static dropbear-bin libc6 libcrypt1 libtomcrypt1 libtommath1 libgmp10 zlib1g
        syslinux syslinux-common shim-signed grub-efi-amd64-signed"
if [ -n "$agent" ]; then
  wanted="$wanted qemu-guest-agent libglib2.0-0 libpcre2-8-0 libnuma1 libudev1 liburing2"
fi
missing=$kernel_pkg named=
for p in $wanted; do
  # Libraries whose times have 64 bits are called so where others came before them.
  ls "$debs/${p}"_*.deb >/dev/null 2>&1 || { ! there "$p" && there "${p}t64" && p=${p}t64; } ||
    { ls "$debs/${p}t64"_*.deb >/dev/null 2>&1 && p=${p}t64; } || true
  named="$named $p"
  ls "$debs/${p}"_*.deb >/dev/null 2>&1 || missing="$missing $p"
done
wanted=$named
if [ -n "${missing// }" ]; then
  say "downloading:$missing"
  # shellcheck disable=SC2086
  (cd "$debs" && apt-get -qq -o APT::Sandbox::User=root download $missing >/dev/null)
fi
for deb in "$debs"/linux-image-[0-9]*.deb "$debs"/linux-modules-[0-9]*.deb; do
  [ ! -e "$deb" ] || dpkg-deb -x "$deb" "$pkg"
done
for p in $wanted; do
  set -- "$debs/${p}"_*.deb
  dpkg-deb -x "$1" "$pkg"
done
# Packages of late put modules below /usr.
if [ -d "$pkg/usr/lib/modules" ]; then mkdir -p "$pkg/lib" && mv "$pkg/usr/lib/modules" "$pkg/lib/"; fi
# Kernels of late have their modules compressed, which the guest's small tools cannot read.
find "$pkg" -name '*.ko.xz' -exec xz -d {} +
find "$pkg" -name '*.ko.zst' -exec zstd -dq --rm {} +
kver=$(find "$pkg/boot" -name 'vmlinuz-*' -printf '%f\n' | sed 's/^vmlinuz-//')
[ "$(printf '%s\n' "$kver" | wc -l)" = 1 ] || die "more than one kernel in $debs"
say "kernel $kver"

# First match of a path pattern inside the unpacked packages.
from() { find "$pkg" -path "$pkg$1" \( -type f -o -type l \) | sort | head -n 1; }

# ---------------------------------------------------------------- kernel modules
# Names, not paths; what they depend on is added. Names this kernel has built in, or
# does not have at all, are passed over.
boot_modules="virtio_pci virtio_mmio virtio_blk virtio_scsi sd_mod sr_mod ahci ata_piix ata_generic nvme
  usb-storage uas xhci-pci ehci-pci uhci-hcd ext4 crc32c_generic"
run_modules="$boot_modules virtio_net virtio_console virtio_balloon virtio-rng virtio_input virtio_mem
  virtio_pmem e1000 e1000e 8139cp isofs vfat nls_cp437 nls_ascii nls_iso8859-1 evdev button
  i6300esb pvpanic-pci 9p 9pnet_virtio virtiofs virtio_crypto
  vmw_vsock_virtio_transport 8021q efivarfs tpm_tis tpm_crb"
# "module<TAB>path" for everything the kernel package ships.
(cd "$pkg/lib/modules/$kver" && find kernel -name '*.ko' | sort) > "$work/ko.list"
depmod -b "$pkg" "$kver"
# Prints the paths of the named modules and of all they need.
closure() {
  awk -v names="$1" '
    function key(p) { sub(/.*\//, "", p); sub(/\.ko$/, "", p); gsub(/-/, "_", p); return p }
    { gsub(/:/, ""); path[key($1)] = $1; n = ""; for (i = 2; i <= NF; i++) n = n " " $i; need[$1] = n }
    END {
      k = split(names, a, /[ \n]+/)
      for (i = 1; i <= k; i++) { m = a[i]; gsub(/-/, "_", m)
        if (m in path) { print path[m]; c = split(need[path[m]], d, " "); for (j = 1; j <= c; j++) print d[j] } }
    }' "$pkg/lib/modules/$kver/modules.dep" | sort -u
}
put_modules() { # TREE NAMES
  local t=$1 m
  mkdir -p "$t/lib/modules/$kver"
  closure "$2" | while read -r m; do
    install -D -m 644 "$pkg/lib/modules/$kver/$m" "$t/lib/modules/$kver/$m"
  done
  cp "$pkg/lib/modules/$kver"/modules.{order,builtin,builtin.modinfo} "$t/lib/modules/$kver/"
  depmod -b "$t" "$kver"
  # The applet reads the text tables; the binary ones only take room.
  rm -f "$t/lib/modules/$kver"/*.bin "$t/lib/modules/$kver"/modules.{builtin.modinfo,order,devname,softdep,symbols}
}

# ---------------------------------------------------------------- initial RAM disk
busybox=$(from '*/bin/busybox')
mkdir -p "$ird"/{bin,dev,proc,sys,newroot,lib}
install -m 755 "$busybox" "$ird/bin/busybox"
put_modules "$ird" "$boot_modules"
cat > "$ird/init" <<'EOF'
#!/bin/busybox sh
# Finds the root file system and hands over to it.
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
root=LABEL=tinyroot flags=rw init=/sbin/init
for word in $(cat /proc/cmdline); do
  case $word in
    root=*) root=${word#root=} ;;
    ro) flags=ro ;;
    init=*) init=${word#init=} ;;
  esac
done
modprobe -q crc32c_generic
modprobe -q ext4
# Loading a bus driver uncovers further devices, so look again until the disk is there.
tries=0 seen=
while :; do
  now=$(cat /sys/bus/*/devices/*/modalias 2>/dev/null | sort -u)
  if [ "$now" != "$seen" ]; then
    seen=$now
    modprobe -qab $now 2>/dev/null
  fi
  case $root in
    LABEL=*|UUID=*) dev=$(findfs "$root" 2>/dev/null) ;;
    *) dev=$root ;;
  esac
  [ -n "$dev" ] && [ -b "$dev" ] && mount -t ext4 -o $flags "$dev" /newroot 2>/dev/null && break
  tries=$((tries + 1))
  if [ $tries -gt 150 ]; then
    echo "initrd: no root file system at '$root'; block devices:"
    cat /proc/partitions
    exec sh
  fi
  usleep 100000
done
mount -o move /dev /newroot/dev
mount -o move /proc /newroot/proc
mount -o move /sys /newroot/sys
exec switch_root /newroot "$init"
EOF
chmod 755 "$ird/init"
sed -i "s/LABEL=tinyroot/LABEL=$root_label/" "$ird/init"

# ---------------------------------------------------------------- root file system
mkdir -p "$root"/{dev,proc,sys,run,tmp,mnt,root,etc,usr/bin,usr/lib/x86_64-linux-gnu,usr/lib64,usr/lib/guest} \
         "$root"/{var/log,var/lib/guest,var/empty,home/"$user",etc/dropbear,etc/init.d,etc/acpi/PWRF/00000080,usr/share/udhcpc}
chmod 1777 "$root/tmp"
chmod 700 "$root/root" "$root/home/$user"
ln -s bin "$root/usr/sbin"
ln -s usr/bin "$root/bin"
ln -s usr/bin "$root/sbin"
ln -s usr/lib "$root/lib"
ln -s usr/lib64 "$root/lib64"
ln -s ../run "$root/var/run"
install -m 755 "$busybox" "$root/usr/bin/busybox"
for applet in $("$busybox" --list); do
  case $applet in busybox|rpm|dpkg|dpkg-deb) continue ;; esac
  ln -s busybox "$root/usr/bin/$applet"
done
for f in '*/sbin/dropbear' '*/bin/dropbearkey' '*/bin/dbclient'; do
  install -m 755 "$(from "$f")" "$root/usr/bin/"
done
ln -s dbclient "$root/usr/bin/ssh"
libs='libc.so.6 libcrypt.so.1 libz.so.1 libgmp.so.10 libtomcrypt.so.1 libtommath.so.1 libresolv.so.2'
if [ -n "$agent" ]; then
  install -m 755 "$(from '*/sbin/qemu-ga')" "$root/usr/bin/qemu-ga"
  libs="$libs libm.so.6 libglib-2.0.so.0 libgmodule-2.0.so.0 libpcre2-8.so.0 libnuma.so.1 libudev.so.1 liburing.so.2"
fi
for lib in $libs; do
  f=$(from "*/$lib")
  [ -n "$f" ] || die "no $lib in the packages"
  install -m 644 "$(readlink -f "$f")" "$root/usr/lib/x86_64-linux-gnu/$lib"
done
install -m 755 "$(readlink -f "$(from '*/x86_64-linux-gnu/ld-linux-x86-64.so.2')")" \
        "$root/usr/lib64/ld-linux-x86-64.so.2"
put_modules "$root" "$run_modules"

hash=$(openssl passwd -6 -salt tinyguest "$password")
cat > "$root/etc/passwd" <<EOF
root:x:0:0:root:/root:/bin/sh
$user:x:0:0:cloud user, has every right of root:/home/$user:/bin/sh
nobody:x:65534:65534:nobody:/var/empty:/bin/false
EOF
cat > "$root/etc/shadow" <<EOF
root:*:19000:0:99999:7:::
$user:$hash:19000:0:99999:7:::
nobody:*:19000:0:99999:7:::
EOF
chmod 600 "$root/etc/shadow"
printf 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\n' > "$root/etc/group"
printf '/bin/sh\n' > "$root/etc/shells"
printf 'tiny-guest\n' > "$root/etc/hostname"
printf '127.0.0.1 localhost\n::1 localhost\n127.0.1.1 tiny-guest\n' > "$root/etc/hosts"
printf 'hosts: files dns\npasswd: files\ngroup: files\nshadow: files\n' > "$root/etc/nsswitch.conf"
: > "$root/etc/resolv.conf"
printf 'NAME="Tiny guest"\nID=tinyguest\nVERSION_ID="1"\nPRETTY_NAME="Tiny guest (%s)"\n' "$kver" > "$root/etc/os-release"
printf '\nTiny guest, kernel \\r, on \\l\nLog in as "%s" with password "%s", or with the SSH key of the instance.\n\n' \
       "$user" "$password" > "$root/etc/issue"
printf 'export PATH=/usr/bin\nPS1='"'"'$ '"'"'\n' > "$root/etc/profile"
printf '%s\n' "$user" > "$root/usr/lib/guest/user"
cat > "$root/etc/inittab" <<'EOF'
::sysinit:/etc/init.d/rcS
ttyS0::respawn:/usr/lib/guest/getty ttyS0
tty1::respawn:/usr/lib/guest/getty tty1
hvc0::respawn:/usr/lib/guest/getty hvc0
::ctrlaltdel:/sbin/reboot
::shutdown:/etc/init.d/rcK
EOF
# Takes the place of an applet of that name; never writes through its link.
put() { rm -f "$root$1"; cat > "$root$1"; chmod 755 "$root$1"; }

# A prompt on every terminal that exists; a missing one must not make init spin.
put /usr/lib/guest/getty <<'EOF'
#!/bin/sh
case $1 in
  ttyS*) grep -q "^${1#ttyS}:.*uart:[^u]" /proc/tty/driver/serial 2>/dev/null || exec sleep 86400 ;;
  *) [ -c "/dev/$1" ] && [ -e "/sys/class/tty/$1" ] || exec sleep 86400 ;;
esac
exec getty -L 115200 "$1" vt100
EOF

put /etc/init.d/rcS <<'EOF'
#!/bin/sh
# Brings the guest up. Everything printed here is seen on the serial console.
export PATH=/usr/bin
mkdir -p /dev/pts /dev/shm
mount -t devpts -o mode=620,gid=5 devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /tmp
mkdir -p /run/guest
uptime_s() { cut -d' ' -f1 /proc/uptime; }
echo "guest: kernel $(uname -r) up at $(uptime_s) s"
syslogd -C64 2>/dev/null
# What the kernel reports from now on (hotplug) goes to the handler; what it has found
# so far is loaded here.
uevent /usr/lib/guest/uevent >/dev/null 2>&1 &
seen=
for pass in 1 2 3; do
  now=$(cat /sys/bus/*/devices/*/modalias 2>/dev/null | sort -u)
  [ "$now" = "$seen" ] && break
  seen=$now
  modprobe -qab $now 2>/dev/null
done
[ -d /sys/firmware/efi/efivars ] && mount -t efivarfs efivarfs /sys/firmware/efi/efivars 2>/dev/null
for m in button evdev; do modprobe -q $m; done
hostname "$(cat /etc/hostname)"
ip link set lo up
acpid 2>/dev/null
[ -s /etc/dropbear/dropbear_ed25519_host_key ] ||
  dropbearkey -t ed25519 -f /etc/dropbear/dropbear_ed25519_host_key >/dev/null 2>&1
dropbear -R -p 22 2>/dev/null
/usr/lib/guest/agent
/usr/lib/guest/cloud
echo "guest: host key $(dropbearkey -y -f /etc/dropbear/dropbear_ed25519_host_key 2>/dev/null | grep '^ssh-')"
echo "guest: ready at $(uptime_s) s"
EOF

put /etc/init.d/rcK <<'EOF'
#!/bin/sh
echo "guest: going down at $(cut -d' ' -f1 /proc/uptime) s"
sync
umount -a -r 2>/dev/null
EOF
printf '#!/bin/sh\nexec /sbin/poweroff\n' | put /etc/acpi/PWRF/00000080/poweroff

# Hotplug. The kernel's variables are in the environment.
put /usr/lib/guest/uevent <<'EOF'
#!/bin/sh
export PATH=/usr/bin
[ "$ACTION" = add ] || [ "$SUBSYSTEM" = virtio-ports ] || exit 0
[ -n "$MODALIAS" ] && modprobe -qb "$MODALIAS" 2>/dev/null
case $SUBSYSTEM in
  memory) [ "$(cat "/sys$DEVPATH/state" 2>/dev/null)" = offline ] && echo online > "/sys$DEVPATH/state" ;;
  cpu) [ "$(cat "/sys$DEVPATH/online" 2>/dev/null)" = 0 ] && echo 1 > "/sys$DEVPATH/online" ;;
  # Cards found while booting are the boot script's; later ones are ours.
  net) [ -e /run/guest/net-up ] && [ "$INTERFACE" != lo ] && /usr/lib/guest/dhcp "$INTERFACE" -b ;;
  virtio-ports) /usr/lib/guest/agent ;;
esac
exit 0
EOF

# Starts the guest agent once its port is there.
put /usr/lib/guest/agent <<'EOF'
#!/bin/sh
[ -x /usr/bin/qemu-ga ] || exit 0
for name in /sys/class/virtio-ports/*/name; do
  [ "$(cat "$name" 2>/dev/null)" = org.qemu.guest_agent.0 ] || continue
  port=${name%/name} port=/dev/${port##*/}
  mkdir /run/guest/agent.lock 2>/dev/null || exit 0
  mkdir -p /dev/virtio-ports /run/qemu
  ln -sf "$port" /dev/virtio-ports/org.qemu.guest_agent.0
  # Started again should it end, for instance when the host side is unplugged.
  (while :; do qemu-ga -m virtio-serial -p "$port" -t /run/qemu >/dev/null 2>&1; sleep 2; done) &
  exit 0
done
EOF

# usage: dhcp CARD [-b]; -b leaves it trying in the background.
put /usr/lib/guest/dhcp <<'EOF'
#!/bin/sh
dev=$1 mode=-n
[ "$2" = -b ] && mode=-b
ip link set "$dev" up
udhcpc -i "$dev" $mode -t 3 -T 2 -A 3 -R -S -p "/run/guest/udhcpc.$dev" -O staticroutes -O mtu -O search \
  -x "hostname:$(hostname)" -s /usr/share/udhcpc/default.script >/dev/null 2>&1
EOF
put /usr/share/udhcpc/default.script <<'EOF'
#!/bin/sh
# Called by the DHCP client with the lease in variables.
export PATH=/usr/bin
case $1 in
  deconfig)
    ip -4 addr flush dev "$interface"
    ip link set "$interface" up ;;
  bound|renew)
    [ -n "$mtu" ] && ip link set "$interface" mtu "$mtu"
    ip -4 addr flush dev "$interface"
    ip addr add "$ip/${mask:-24}" broadcast "${broadcast:-+}" dev "$interface"
    if [ -n "$staticroutes" ]; then # when given, it replaces the router option
      set -- $staticroutes
      while [ $# -ge 2 ]; do
        case $2 in
          0.0.0.0) ip route replace "$1" dev "$interface" ;;
          *) ip route replace "$1" via "$2" dev "$interface" ;;
        esac
        shift 2
      done
    else
      for gw in $router; do ip route replace default via "$gw" dev "$interface"; break; done
    fi
    if [ -n "$dns" ]; then
      { [ -n "$domain" ] && echo "search ${search:-$domain}"
        for s in $dns; do echo "nameserver $s"; done; } > /etc/resolv.conf
    fi
    echo "guest: $interface $ip/${mask:-24} gateway ${router:-none} by dhcp" > /dev/console ;;
esac
exit 0
EOF

# JSON to lines "path=value"; a line break inside a value shows as \n, a backslash as \\,
# so that printf %b gives the value back.
cat > "$root/usr/lib/guest/json.awk" <<'EOF'
function blank() { if (match(substr(s, p), /^[ \t\r\n]+/)) p += RLENGTH }
function hex(h,  i, v) { v = 0; h = tolower(h)
  for (i = 1; i <= length(h); i++) v = v * 16 + index("0123456789abcdef", substr(h, i, 1)) - 1
  return v }
function text(  r, c, v) {
  p++; r = ""
  while (p <= n) {
    if (match(substr(s, p), /^[^"\\]+/)) { r = r substr(s, p, RLENGTH); p += RLENGTH }
    c = substr(s, p, 1)
    if (c == "\"") { p++; return r }
    c = substr(s, p + 1, 1); p += 2
    if (c == "n") r = r "\\n"
    else if (c == "t") r = r "\t"
    else if (c == "r" || c == "b" || c == "f") r = r ""
    else if (c == "\\") r = r "\\\\"
    else if (c == "u") { v = hex(substr(s, p, 4)); p += 4; r = r (v < 128 ? (v == 10 ? "\\n" : sprintf("%c", v)) : "?") }
    else r = r c
  }
  return r
}
function value(path,  c, i, k, sep) {
  blank(); c = substr(s, p, 1); sep = path == "" ? "" : "."
  if (c == "{") {
    p++; blank()
    while (p <= n && substr(s, p, 1) != "}") {
      k = text(); blank(); p++; value(path sep k); blank()
      if (substr(s, p, 1) == ",") { p++; blank() }
    }
    p++
  } else if (c == "[") {
    p++; blank(); i = 0
    while (p <= n && substr(s, p, 1) != "]") {
      value(path sep i); i++; blank()
      if (substr(s, p, 1) == ",") { p++; blank() }
    }
    p++
  } else if (c == "\"") print path "=" text()
  else if (match(substr(s, p), /^[^],} \t\r\n]+/)) { print path "=" substr(s, p, RLENGTH); p += RLENGTH }
  else p = n + 1
}
{ s = s $0 "\n" }
END { n = length(s); p = 1; value("") }
EOF

# Network and instance data.
put /usr/lib/guest/cloud <<'EOF'
#!/bin/sh
export PATH=/usr/bin
lib=/usr/lib/guest dir=/run/guest state=/var/lib/guest
url=http://169.254.169.254
login=$(cat $lib/user)
log() { echo "guest: $*"; }
flat() { awk -f $lib/json.awk "$1"; }
field() { sed -n "s/^$2=//p" "$dir/$1" 2>/dev/null | head -n 1; }
source=none

# A config drive is the disk, partition or CD whose label is "config-2".
label_is_config() {
  [ "$(dd if="$1" bs=1 skip=32808 count=8 2>/dev/null | tr A-Z a-z)" = config-2 ] && return 0
  for at in 43 71; do
    [ "$(dd if="$1" bs=1 skip=$at count=8 2>/dev/null | tr A-Z a-z)" = config-2 ] && return 0
  done
  return 1
}
for sysdev in /sys/class/block/*; do
  d=/dev/${sysdev##*/}
  case $d in /dev/ram*|/dev/loop*|/dev/fd*) continue ;; esac
  label_is_config "$d" || continue
  mkdir -p $dir/drive
  modprobe -qa isofs vfat nls_cp437 nls_ascii 2>/dev/null
  mount -o ro -t iso9660 "$d" $dir/drive 2>/dev/null || mount -o ro -t vfat "$d" $dir/drive 2>/dev/null || continue
  for f in meta_data.json user_data network_data.json vendor_data.json; do
    [ -f $dir/drive/openstack/latest/$f ] && cat $dir/drive/openstack/latest/$f > $dir/$f
  done
  umount $dir/drive
  [ -s $dir/meta_data.json ] && source="config drive $d" && break
done

# Cards: as the drive says, otherwise DHCP; the first card is waited for.
: > $dir/net-up
[ -s $dir/network_data.json ] && flat $dir/network_data.json > $dir/net
static() { # CARD: the fixed addresses the drive names for it; fails when it names none
  [ -s $dir/net ] || return 1
  mac=$(cat "/sys/class/net/$1/address")
  i=$(sed -n "s/^links\.\([0-9]*\)\.ethernet_mac_address=$mac\$/\1/p" $dir/net | head -n 1)
  [ -n "$i" ] || return 1
  id=$(field net "links\.$i\.id") mtu=$(field net "links\.$i\.mtu") done=1
  case $mtu in [0-9]*) ip link set "$1" mtu "$mtu" ;; esac
  for k in $(sed -n "s/^networks\.\([0-9]*\)\.link=$id\$/\1/p" $dir/net); do
    ipa=$(field net "networks\.$k\.ip_address") nm=$(field net "networks\.$k\.netmask")
    case $(field net "networks\.$k\.type") in ipv4|ipv6) ;; *) continue ;; esac
    case $ipa in ''|null) continue ;; */*) ;;
      *:*) ipa=$ipa/$(echo "$nm" | tr : '\n' | awk '/ffff/{n+=16} END{print n?n:64}') ;;
      *) ipa=$ipa/$(ipcalc -p "$ipa" "$nm" | sed 's/.*=//') ;;
    esac
    ip link set "$1" up
    ip addr add "$ipa" dev "$1" && done=0
    log "$1 $ipa by config drive"
    for r in $(sed -n "s/^networks\.$k\.routes\.\([0-9]*\)\.network=.*/\1/p" $dir/net); do
      net=$(field net "networks\.$k\.routes\.$r\.network") gw=$(field net "networks\.$k\.routes\.$r\.gateway")
      nm=$(field net "networks\.$k\.routes\.$r\.netmask")
      case $net in
        0.0.0.0) ip route replace default via "$gw" dev "$1" ;;
        ::) ip -6 route replace default via "$gw" dev "$1" ;;
        *:*) ip -6 route replace "$net/$(echo "$nm" | tr : '\n' | awk '/ffff/{n+=16} END{print n?n:64}')" via "$gw" dev "$1" ;;
        *) ip route replace "$net/$(ipcalc -p "$net" "$nm" | sed 's/.*=//')" via "$gw" dev "$1" ;;
      esac
    done
  done
  return $done
}
first=1
for card in $(ls /sys/class/net); do
  [ -e "/sys/class/net/$card/device" ] || continue
  if static "$card"; then continue; fi
  if [ -n "$first" ]; then
    first=
    $lib/dhcp "$card" || { log "$card: no DHCP answer"; $lib/dhcp "$card" -b & }
  else
    $lib/dhcp "$card" -b &
  fi
done
if [ -s $dir/net ]; then
  sed -n 's/^services\.[0-9]*\.address=/nameserver /p' $dir/net > $dir/dns
  [ -s $dir/dns ] && cat $dir/dns > /etc/resolv.conf
fi

# The metadata service, when there was no drive. A quick refusal is tried again as well:
# the service may be set up a moment after the guest starts.
# (The applet's own -T crashes in Debian 12's busybox, hence "timeout".)
fetch() { timeout 3 wget -q -O "$2.part" "$1" 2>/dev/null && mv "$2.part" "$2"; }
if [ "$source" = none ] && ip route get 169.254.169.254 >/dev/null 2>&1; then
  n=0
  while [ $n -lt 4 ]; do
    fetch $url/openstack/latest/meta_data.json $dir/meta_data.json && break
    n=$((n + 1))
    sleep 1
  done
  if [ -s $dir/meta_data.json ]; then
    source="metadata service"
    fetch $url/openstack/latest/user_data $dir/user_data
  fi
fi
log "datasource: $source"
[ "$source" = none ] && exit 0

flat $dir/meta_data.json > $dir/meta
id=$(field meta uuid) name=$(field meta hostname)
[ -n "$name" ] || name=$(field meta name)
name=${name%%.*}
if [ -n "$name" ]; then
  hostname "$name"
  echo "$name" > /etc/hostname
  printf '127.0.0.1 localhost\n::1 localhost\n127.0.1.1 %s\n' "$name" > /etc/hosts
fi
log "instance $id host name $(hostname)"
keys=$(sed -n 's/^public_keys\.[^=]*=//p' $dir/meta | while IFS= read -r k; do printf '%b\n' "$k"; done | grep -v '^ *$')
if [ -n "$keys" ]; then
  for home in /root /home/$login; do
    mkdir -p $home/.ssh
    printf '%s\n' "$keys" > $home/.ssh/authorized_keys
    chmod 700 $home/.ssh
    chmod 600 $home/.ssh/authorized_keys
  done
fi
log "SSH keys: $(printf '%s' "$keys" | grep -c .)"
seed=$(field meta random_seed)
[ -n "$seed" ] && printf '%s' "$seed" | base64 -d > /dev/urandom 2>/dev/null

# Once per instance: password and user data.
if [ "$(cat $state/instance 2>/dev/null)" = "$id" ]; then
  log "instance seen before: user data not run again"
  exit 0
fi
printf '%s\n' "$id" > $state/instance
pass=$(field meta admin_pass)
[ -n "$pass" ] && printf '%s:%b\n' "$login" "$pass" | chpasswd && log "password of $login set"
if [ -s $dir/user_data ]; then
  case $(dd if=$dir/user_data bs=1 count=2 2>/dev/null | hexdump -v -e '/1 "%02x"') in
    1f8b) mv $dir/user_data $dir/user_data.gz && gunzip $dir/user_data.gz ;;
  esac
  cp $dir/user_data $state/user-data
  case $(head -c 2 $state/user-data) in
    '#!') chmod 700 $state/user-data
          log "user data: running"
          $state/user-data > /var/log/user-data.log 2>&1
          rc=$?
          cat /var/log/user-data.log
          log "user data: ended with $rc" ;;
    *) log "user data: not a script, kept in $state/user-data" ;;
  esac
fi
EOF

# Small stand-ins for programs that scripts and the guest agent call by name.
put /usr/bin/sudo <<'EOF'
#!/bin/sh
# Every login here is root already: drop sudo's options and run the rest.
while [ $# -gt 0 ]; do
  case $1 in
    --) shift; break ;;
    -u|-g|-h|-p|-C|-D) shift 2 ;;
    -i|-s) shift; [ $# -gt 0 ] || set -- sh -l; break ;;
    -*) shift ;;
    *) break ;;
  esac
done
exec env "$@"
EOF
put /usr/bin/chpasswd <<'EOF'
#!/bin/sh
# Reads "user:password" lines; with -e the password is a hash already.
hashed=
[ "$1" = -e ] && hashed=1
while IFS= read -r line; do
  u=${line%%:*} p=${line#*:}
  [ -n "$hashed" ] || p=$(printf '%s\n' "$p" | mkpasswd -m sha512 -P 0)
  grep -q "^$u:" /etc/shadow || { echo "chpasswd: no user $u" >&2; exit 1; }
  U=$u P=$p awk -F: -v OFS=: '$1 == ENVIRON["U"] { $2 = ENVIRON["P"] } { print }' /etc/shadow > /etc/shadow.new &&
    chmod 600 /etc/shadow.new && mv /etc/shadow.new /etc/shadow || exit 1
done
EOF
put /usr/bin/shutdown <<'EOF'
#!/bin/sh
for a in "$@"; do
  case $a in -r) exec reboot ;; -H) exec halt ;; esac
done
exec poweroff
EOF

# ---------------------------------------------------------------- pack
find "$root" "$ird" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
(cd "$ird" && find . -print0 | sort -z |
  cpio --quiet --null -o -H newc --reproducible --owner=0:0) | gzip -9n > "$work/initrd.img"
vmlinuz=$pkg/boot/vmlinuz-$kver

# The file system is filled through debugfs: no mount, no root, and a fixed order.
root_mib=$((size_mib - esp_mib - 2))
rm -f "$work/root.ext4"
truncate -s "${root_mib}M" "$work/root.ext4"
mkfs.ext4 -q -F -b 4096 -m 1 -L "$root_label" -U "$fs_uuid" -J size=4 \
  -E "hash_seed=$fs_uuid,lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0" "$work/root.ext4"
(cd "$root" && find . -mindepth 1 -printf '%P\t%y\t%m\t%l\n' | sort) | awk -F'\t' -v top="$root" -v now="@$SOURCE_DATE_EPOCH" '
  function attr(p, mode) {
    print "sif \"/" p "\" mode 0" mode
    print "sif \"/" p "\" uid 0"; print "sif \"/" p "\" gid 0"
    print "sif \"/" p "\" atime " now; print "sif \"/" p "\" mtime " now
    print "sif \"/" p "\" ctime " now; print "sif \"/" p "\" crtime " now
  }
  $2 == "d" { print "mkdir \"/" $1 "\""; attr($1, "4" sprintf("%04d", $3)) }
  $2 == "f" { print "write \"" top "/" $1 "\" \"/" $1 "\""; attr($1, "10" sprintf("%04d", $3)) }
  $2 == "l" { print "symlink \"/" $1 "\" \"" $4 "\"" }' > "$work/debugfs.cmd"
debugfs -w -f "$work/debugfs.cmd" "$work/root.ext4" > "$work/debugfs.log" 2>&1
if grep -qiE 'no such|not found|error|full|space' <(grep -v '^debugfs' "$work/debugfs.log"); then
  grep -iE -m5 'no such|not found|error|full|space' "$work/debugfs.log" >&2
  die "filling the file system failed"
fi
e2fsck -fn "$work/root.ext4" > "$work/fsck.log" 2>&1 || { tail -n 20 "$work/fsck.log" >&2; die "the file system is not clean"; }

# The boot partition serves both firmwares. FAT stamps come from SOURCE_DATE_EPOCH.
cmdline="root=LABEL=$root_label rw console=tty0 console=ttyS0,115200n8 quiet"
cat > "$work/syslinux.cfg" <<EOF
DEFAULT linux
PROMPT 0
TIMEOUT 0
LABEL linux
  LINUX /vmlinuz
  INITRD /initrd.img
  APPEND $cmdline
EOF
cat > "$work/grub.cfg" <<EOF
set timeout=0
linux /vmlinuz $cmdline
initrd /initrd.img
boot
EOF
esp=$work/esp.img
rm -f "$esp"
truncate -s "${esp_mib}M" "$esp"
mkfs.vfat --invariant -F 16 -i "$fat_id" -n BOOT "$esp" >/dev/null
export MTOOLS_SKIP_CHECK=1
cp "$vmlinuz" "$work/vmlinuz"
shim=$(from '*/shimx64.efi.signed*') grub=$(from '*/grubx64.efi.signed')
# The signed grub looks for its menu in a folder of its maker's name.
maker=debian
case $(echo "$debs"/grub-efi-amd64-signed_*) in *ubuntu*) maker=ubuntu ;; esac
touch -d "@$SOURCE_DATE_EPOCH" "$work"/{vmlinuz,initrd.img,syslinux.cfg,grub.cfg} "$shim" "$grub"
mmd -i "$esp" ::EFI ::EFI/BOOT "::EFI/$maker" ::syslinux
mcopy -m -i "$esp" "$work/vmlinuz" ::vmlinuz
mcopy -m -i "$esp" "$work/initrd.img" ::initrd.img
mcopy -m -i "$esp" "$shim" ::EFI/BOOT/BOOTX64.EFI
mcopy -m -i "$esp" "$grub" ::EFI/BOOT/grubx64.efi
mcopy -m -i "$esp" "$work/grub.cfg" "::EFI/$maker/grub.cfg"
mcopy -m -i "$esp" "$work/syslinux.cfg" ::syslinux/syslinux.cfg
"$(from '*/usr/bin/syslinux')" --install --directory syslinux "$esp"

# Whole disk: boot code, then the two partitions, each on a 1 MiB border.
disk=$work/disk.raw
rm -f "$disk"
truncate -s "${size_mib}M" "$disk"
sfdisk -q --no-reread "$disk" <<EOF
label: dos
label-id: $disk_id
start=2048, size=$((esp_mib * 2048)), type=ef, bootable
start=$(((esp_mib + 1) * 2048)), size=$((root_mib * 2048)), type=83
EOF
dd if="$(from '*/syslinux/mbr/mbr.bin')" of="$disk" bs=440 count=1 conv=notrunc status=none
dd if="$esp" of="$disk" bs=1M seek=1 conv=notrunc,sparse status=none
dd if="$work/root.ext4" of="$disk" bs=1M seek=$((esp_mib + 1)) conv=notrunc,sparse status=none

mkdir -p "$(dirname "$out")"
rm -f "$out"
qemu-img convert -q -c -m 1 -f raw -O qcow2 -o compat=1.1 "$disk" "$out"
if [ -n "$split" ]; then
  cp "$work/vmlinuz" "$out.vmlinuz"
  cp "$work/initrd.img" "$out.initrd"
  cp --sparse=always "$work/root.ext4" "$out.rootfs"
fi
(cd "$debs" && sha256sum ./*.deb | sed 's| \./| |') > "$out.manifest"
say "$out: $(du -h --apparent-size "$out" | cut -f1), virtual ${size_mib} MiB, sha256 $(sha256sum "$out" | cut -c1-64)"
