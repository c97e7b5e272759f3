#!/bin/sh
# Print the path of a Python that legation can be installed with, or say in one sentence why there is none.
# The order is by how surely every dependency has a wheel for it. A candidate is run, because a name on the PATH
# may be a shim that starts nothing, and because Debian ships `python3` without `venv`.
usable='import sys; sys.exit(not sys.version_info >= (3, 11))'
found=
for name in python3.12 python3.11 python3.13 python3 python; do
    path=$(command -v "$name") || continue
    "$path" -c "$usable" 2>/dev/null || continue
    if "$path" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$path"
        exit 0
    fi
    found=$path
done
if [ -n "$found" ]; then
    echo "legation: $found cannot make a virtual environment; install its venv package (on Debian: apt-get install python3-venv) and try again." >&2
elif command -v python3 >/dev/null && version=$(python3 --version 2>&1); then
    echo "legation: it needs Python 3.11 or later, and what is on your PATH is $version; install a newer Python and try again." >&2
else
    echo "legation: it needs Python 3.11 or later, and there is no python3 on your PATH; install one and try again." >&2
fi
exit 1
