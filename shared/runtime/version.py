"""The release, as each service tells it and the package declares it: here, since an image runs these files without a
package around them."""

VERSION = "0.1.0"
