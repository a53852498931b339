#!/bin/sh
# Prints the first Python that can carry the project: 3.11 or newer, with venv and ensurepip. PYTHON=… overrules the search.
check='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
version='import sys; sys.exit(sys.version_info < (3, 11))'
novenv=
for name in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3 python}; do
    path=$(command -v "$name" 2>/dev/null) || continue
    if "$path" -c "$check" >/dev/null 2>&1; then
        printf '%s\n' "$path"
        exit 0
    fi
    if [ -z "$novenv" ] && "$path" -c "$version" >/dev/null 2>&1; then
        novenv=$path
    fi
done
if [ -n "$novenv" ]; then
    echo "agentlint: $novenv is new enough but lacks the modules venv and ensurepip (Debian and Ubuntu: install python3-venv)." >&2
else
    echo "agentlint: needs Python 3.11 or newer; tried ${PYTHON:-python3.14, python3.13, python3.12, python3.11, python3, python}." >&2
    echo "agentlint: install one, or name it: make PYTHON=/path/to/python3.12 demo" >&2
fi
exit 1
