package kilonova.control.image.embedded;

import java.util.OptionalLong;

/** What the bytes of an image are: sizes in bytes, checksums in hex. */
record ImageBytes(long size, OptionalLong virtualSize, String md5, String sha512) {}
