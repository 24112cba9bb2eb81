#!/usr/bin/env bash
# Moves the messages of a poison queue back to their queue, oldest first. A message is sent before it is taken away:
# a stop in between sends it twice, which the product notices, and loses none.
set -euo pipefail

fail() {
  echo "$1" >&2
  exit 1
}

[[ $# -eq 3 ]] || fail "Usage: infra/replay.sh BROKER RESOURCE-GROUP organization-bills|export-plans|export-requests"
broker=$1 group=$2 queue=$3
[[ $queue =~ ^(organization-bills|export-plans|export-requests)$ ]] || fail "The queue is organization-bills, export-plans or export-requests, not $queue."
command -v az >/dev/null || fail "az is missing. Install it and try again."
az account show --output none 2>/dev/null || fail "You are not signed in to Azure. Run: az login"
account=$(az deployment group show --resource-group "$group" --name "cloudmore-autotask-$broker" --query properties.outputs.storageName.value --output tsv) || fail "$broker is not deployed in $group."
storage=(--account-name "$account" --auth-mode login)

if [[ $(az storage queue exists "${storage[@]}" --name "$queue-poison" --query exists --output tsv) != true ]]; then
  echo "$queue-poison is empty."
  exit 0
fi
moved=0
# Each turn takes up to 32 messages, hidden from others for five minutes; the bound ends it should they come back as fast.
for ((turn = 0; turn < 1000; turn++)); do
  batch=$(az storage message get "${storage[@]}" --queue-name "$queue-poison" --num-messages 32 --visibility-timeout 300 --query '[].[id, popReceipt, content]' --output tsv)
  [[ -n $batch ]] || break
  while IFS=$'\t' read -r id receipt content <&3; do
    az storage message put "${storage[@]}" --queue-name "$queue" --content "$content" --time-to-live -1 --output none \
      || fail "A message could not be sent back; it stays in $queue-poison. Moved before it: $moved."
    az storage message delete "${storage[@]}" --queue-name "$queue-poison" --id "$id" --pop-receipt "$receipt" --output none \
      || fail "A message was sent back but is still in $queue-poison. Moved before it: $moved."
    moved=$((moved + 1))
  done 3<<<"$batch"
done
echo "Moved $moved messages from $queue-poison to $queue."
