# Starts libvirt's daemons for one directory, apart from those of the system: in a mount namespace of their own, each
# folder that libvirt has by name is one below that directory. The daemons and their guests outlive the caller.
#   $1 the directory   $2 "yes" to start virtlogd   $3 "yes" to start libvirtd
set -e
PATH=$PATH:/usr/sbin:/sbin
mount --make-rprivate /
while read -r theirs ours; do
    mkdir -p "$theirs" "$1/$ours"
    mount --bind "$1/$ours" "$theirs"
done <<FOLDERS
/etc/libvirt etc
/run/libvirt run
/var/lib/libvirt lib
/var/cache/libvirt cache
/var/log/libvirt log
FOLDERS
if [ "$2" = yes ]; then
    virtlogd -d -f "$1/etc/virtlogd.conf" -p "$1/virtlogd.pid"
fi
if [ "$3" = yes ]; then
    libvirtd -d -f "$1/etc/libvirtd.conf" -p "$1/libvirtd.pid"
fi
