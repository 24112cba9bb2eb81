#!/usr/bin/env bash
# Deletes a broker's resource group with all that is in it, after its name was typed.
set -euo pipefail

fail() {
  echo "$1" >&2
  exit 1
}

[[ $# -eq 2 ]] || fail "Usage: infra/teardown.sh BROKER RESOURCE-GROUP"
broker=$1 group=$2
command -v az >/dev/null || fail "az is missing. Install it and try again."
az account show --output none 2>/dev/null || fail "You are not signed in to Azure. Run: az login"
az deployment group show --resource-group "$group" --name "cloudmore-autotask-$broker" --output none 2>/dev/null || fail "$broker is not deployed in $group."
echo "All of this is deleted, the archive of bills and the memory of what was exported with it:"
az resource list --resource-group "$group" --query '[].[type, name]' --output tsv
read -rp "Type the broker's name to delete it all: " typed || typed=''
[[ $typed == "$broker" ]] || fail "Nothing was deleted."
az group delete --name "$group" --yes
echo "Deleted. The vault can be recovered for 90 days."
