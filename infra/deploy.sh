#!/usr/bin/env bash
# Deploys one broker into Azure: shows what would change and asks, deploys, sets missing secrets, publishes the app and runs the doctor.
# It can be run again at any time; what is there already stays.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: infra/deploy.sh --broker NAME --resource-group GROUP [--location REGION] [--yes] [--what-if-only] [--rotate SECRET]

  --broker NAME           Deploys with infra/brokers/NAME.bicepparam.
  --resource-group GROUP  Where to. It is made when it is missing; then --location is needed.
  --location REGION       The region of a new resource group, such as westeurope.
  --yes                   Does not ask before it deploys.
  --what-if-only          Shows what would change, and ends.
  --rotate SECRET         Asks for a value of one secret of infra/secrets.txt or optional-secrets.txt, and does nothing else.
TEXT
}

fail() {
  echo "$1" >&2
  exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
broker='' group='' location='' yes=false what_if_only=false rotate=''
while [[ $# -gt 0 ]]; do
  case $1 in
    --broker | --resource-group | --location | --rotate)
      [[ $# -ge 2 ]] || fail "$1 needs a value."
      case $1 in
        --broker) broker=$2 ;;
        --resource-group) group=$2 ;;
        --location) location=$2 ;;
        --rotate) rotate=$2 ;;
      esac
      shift 2
      ;;
    --yes) yes=true; shift ;;
    --what-if-only) what_if_only=true; shift ;;
    --help) usage; exit 0 ;;
    *) usage >&2; fail "Unknown option: $1" ;;
  esac
done
[[ -n $broker && -n $group ]] || { usage >&2; fail "--broker and --resource-group are needed."; }
[[ $broker =~ ^[a-z0-9][a-z0-9-]{1,39}$ ]] || fail "--broker is '$broker'; use 2 to 40 lower-case letters, digits and hyphens."
parameters=$here/brokers/$broker.bicepparam
[[ -f $parameters ]] || fail "There is no infra/brokers/$broker.bicepparam. Copy infra/brokers/contoso.bicepparam and fill it in."
grep -qE "^param brokerId = '$broker'\$" "$parameters" || fail "infra/brokers/$broker.bicepparam must say: param brokerId = '$broker'"
deployment=cloudmore-autotask-$broker

work=$(mktemp -d)
chmod 700 "$work"
trap 'rm -rf "$work"' EXIT

check_prerequisites() {
  local tool
  for tool in az dotnet zip curl; do
    command -v "$tool" >/dev/null || fail "$tool is missing. Install it and try again."
  done
  az bicep version >/dev/null 2>&1 || fail "Bicep is missing. Run: az bicep install"
  az account show --output none 2>/dev/null || fail "You are not signed in to Azure. Run: az login"
}

# The app's subnet is lent to this provider. No deployment registers it by itself.
check_provider() {
  if grep -qE '^param isPrivate = false' "$parameters"; then return 0; fi
  [[ $(az provider show --namespace Microsoft.App --query registrationState --output tsv) == Registered ]] \
    || fail "The subscription does not know the provider Microsoft.App yet. Run: az provider register --namespace Microsoft.App --wait"
}

# Names such as those of private endpoints are a broker's own only within its group, and a group is deleted as a whole.
check_group() {
  local other
  other=$(az resource list --resource-group "$group" --query "[?tags.product == 'CloudmoreAutotask' && tags.broker != '$broker'] | [0].tags.broker" --output tsv)
  [[ -z $other || $other == None ]] || fail "$group holds the broker $other. Each broker needs a resource group of its own."
}

output_of() {
  az deployment group show --resource-group "$group" --name "$deployment" --query "properties.outputs.$1.value" --output tsv
}

# Whoever runs this may set secrets; the parameter file reads the two variables.
find_secret_writer() {
  [[ -z ${SECRET_WRITER_ID:-} ]] || return 0
  local unknown='The directory does not tell your object id. Set SECRET_WRITER_ID to it, and SECRET_WRITER_TYPE to User or ServicePrincipal.'
  if [[ $(az account show --query user.type --output tsv) == servicePrincipal ]]; then
    SECRET_WRITER_TYPE=ServicePrincipal
    SECRET_WRITER_ID=$(az ad sp show --id "$(az account show --query user.name --output tsv)" --query id --output tsv) || fail "$unknown"
  else
    SECRET_WRITER_TYPE=User
    SECRET_WRITER_ID=$(az ad signed-in-user show --query id --output tsv) || fail "$unknown"
  fi
  export SECRET_WRITER_ID SECRET_WRITER_TYPE
}

# The value goes from the keyboard into a file that only this user can read: a command line can be seen by others.
set_secret() {
  local vault=$1 name=$2 value
  printf '%s: ' "$name" >&2
  IFS= read -rs value || fail "No value was given for $name."
  echo >&2
  [[ -n $value ]] || fail "The value of $name is empty."
  (umask 077 && printf '%s' "$value" >"$work/secret")
  az keyvault secret set --vault-name "$vault" --name "$name" --file "$work/secret" --encoding utf-8 --output none \
    || fail "$name was not set. If the vault refused your address, add it to adminAddresses in infra/brokers/$broker.bicepparam and deploy again."
  rm -f "$work/secret"
  echo "Set $name."
}

# A role that was just given takes some minutes to be known everywhere.
secrets_present() {
  local vault=$1 attempt
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    if az keyvault secret list --vault-name "$vault" --query '[].name' --output tsv 2>"$work/refusal"; then return; fi
    [[ $attempt -eq 10 ]] || sleep "${DEPLOY_WAIT_SECONDS:-30}"
  done
  cat "$work/refusal" >&2
  fail "The vault $vault cannot be read. If it refused your address, add it to adminAddresses in infra/brokers/$broker.bicepparam and deploy again."
}

set_missing_secrets() {
  local vault=$1 present name
  present=$(secrets_present "$vault")
  while IFS= read -r name <&3; do
    if grep -qxF "$name" <<<"$present"; then
      echo "$name is there already."
    else
      set_secret "$vault" "$name"
    fi
  done 3<"$here/secrets.txt"
}

run_doctor() {
  local app=$1 address=$2 attempt
  (umask 077 && printf 'x-functions-key: %s' "$(az functionapp keys list --resource-group "$group" --name "$app" --query functionKeys.default --output tsv)" >"$work/key")
  for attempt in 1 2 3 4 5; do
    if curl --silent --show-error --fail --max-time 200 --header "@$work/key" --output "$work/doctor" "$address/api/doctor"; then
      cat "$work/doctor"
      echo
      if grep -q '"wouldExport":true' "$work/doctor"; then return 0; fi
      echo "The doctor says that an export would not run yet. Do what it says, and deploy again." >&2
      return 2
    fi
    [[ $attempt -eq 5 ]] || sleep "${DEPLOY_WAIT_SECONDS:-30}"
  done
  fail "The doctor did not answer. Look at the app's log in Application Insights."
}

check_prerequisites

if [[ -n $rotate ]]; then
  cat "$here/secrets.txt" "$here/optional-secrets.txt" | grep -qxF -- "$rotate" || fail "$rotate is no secret of infra/secrets.txt or infra/optional-secrets.txt."
  vault=$(output_of vaultName)
  [[ -n $vault ]] || fail "$broker is not deployed in $group."
  set_secret "$vault" "$rotate"
  echo "The app reads it within five minutes."
  exit 0
fi

check_provider
find_secret_writer
if [[ $(az group exists --name "$group") != true ]]; then
  if [[ $what_if_only == true ]]; then fail "There is no resource group $group yet; what-if needs one. Run: az group create --name $group --location REGION"; fi
  [[ -n $location ]] || fail "There is no resource group $group. Name a region with --location to make it."
  az group create --name "$group" --location "$location" --output none
fi
check_group
az deployment group what-if --resource-group "$group" --name "$deployment" --parameters "$parameters" || fail "Azure refuses this deployment; nothing was changed."
if [[ $what_if_only == true ]]; then exit 0; fi
if [[ $yes == false ]]; then
  read -rp "Deploy this to $group? Type yes: " answer || answer=''
  [[ $answer == yes ]] || fail "Nothing was deployed."
fi
az deployment group create --resource-group "$group" --name "$deployment" --parameters "$parameters" --output none || fail "The deployment failed. Mend what Azure says, and run this again."
app=$(output_of functionAppName)
address=$(output_of pageAddress)
set_missing_secrets "$(output_of vaultName)"
dotnet publish "$here/../functions" -c Release -p:AzurePackages=Official -o "$work/app" || fail "The app does not build; the one that was there before still runs."
(cd "$work/app" && zip -qr "$work/app.zip" .)
az functionapp deployment source config-zip --resource-group "$group" --name "$app" --src "$work/app.zip" --output none || fail "The app was not published; the one that was there before still runs."
outcome=0
run_doctor "$app" "$address" || outcome=$?
echo "The page: $address"
exit "$outcome"
