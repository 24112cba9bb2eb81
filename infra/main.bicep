// One broker's deployment: everything is in one resource group, and nothing is shared with another broker.
targetScope = 'resourceGroup'

@description('Names the broker: lower-case letters, digits and hyphens.')
@minLength(2)
@maxLength(40)
param brokerId string

@description('The Azure region of every resource.')
param location string = resourceGroup().location

@description('true: storage and secrets are reached through private endpoints only.')
param isPrivate bool = true

@description('Copies of the stored data: in three zones, or in one place where the region has no zones.')
@allowed(['Standard_ZRS', 'Standard_LRS'])
param storageRedundancy string = 'Standard_ZRS'

@description('Public IPv4 addresses that may reach storage and secrets although isPrivate is true, for people who set secrets or replay messages.')
param adminAddresses array = []

@description('Object id of the person or pipeline that sets secrets; empty for none.')
param secretWriterId string = ''

@description('What secretWriterId is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param secretWriterType string = 'User'

@description('Client id of the app registration that people sign in through; empty: no sign-in by App Service.')
param operatorAppClientId string = ''

@description('Who is told when an alert is raised.')
@minLength(1)
param alertEmails array

@description('Difference between billed and exported money, in percent of the billed, above which an alert is raised.')
@minValue(1)
@maxValue(100)
param differencePercent int = 2

@description('The settings of the product, without secrets.')
param settings object

@description('Most instances. The lease in storage lets one of them export; this bounds how many wait for it.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Memory of an instance.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Days until an archived bill or plan is deleted.')
@minValue(400)
param archiveDays int = 3650

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logDays int = 90

@description('Added to every resource.')
param tags object = {}

// Thirteen characters that differ by resource group and broker keep shortened names apart.
var unique = uniqueString(resourceGroup().id, brokerId)
var compactId = replace(brokerId, '-', '')
var storageName = 'st${take(compactId, 9)}${unique}'
var vaultName = 'kv${take(compactId, 9)}${unique}'
var appName = 'func-${take(brokerId, 40)}-${unique}'
var planName = 'plan-${take(brokerId, 20)}-${unique}'
var identityName = 'id-${brokerId}-${unique}'
var workspaceName = 'log-${brokerId}-${unique}'
var insightsName = 'appi-${brokerId}-${unique}'
var networkName = 'vnet-${brokerId}-${unique}'
var actionGroupName = 'ag-${brokerId}-${unique}'

var allTags = union(tags, { product: 'CloudmoreAutotask', broker: brokerId })

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: {
    name: identityName
    location: location
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    workspaceName: workspaceName
    insightsName: insightsName
    location: location
    logDays: logDays
    tags: allTags
  }
}

module network 'modules/network.bicep' = if (isPrivate) {
  name: 'network'
  params: {
    name: networkName
    location: location
    tags: allTags
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: storageName
    location: location
    redundancy: storageRedundancy
    isPrivate: isPrivate
    adminAddresses: adminAddresses
    archiveDays: archiveDays
    workspaceId: monitoring.outputs.workspaceId
    tags: allTags
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    name: vaultName
    location: location
    isPrivate: isPrivate
    adminAddresses: adminAddresses
    workspaceId: monitoring.outputs.workspaceId
    tags: allTags
  }
}

module endpoints 'modules/endpoints.bicep' = if (isPrivate) {
  name: 'endpoints'
  params: {
    location: location
    networkId: isPrivate ? network!.outputs.networkId : ''
    subnetId: isPrivate ? network!.outputs.endpointsSubnetId : ''
    storageId: storage.outputs.storageId
    vaultId: vault.outputs.vaultId
    tags: allTags
  }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  params: {
    storageName: storageName
    vaultName: vaultName
    insightsName: insightsName
    appPrincipalId: identity.outputs.principalId
    secretWriterId: secretWriterId
    secretWriterType: secretWriterType
  }
  dependsOn: [storage, vault, monitoring]
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    name: appName
    planName: planName
    location: location
    identityId: identity.outputs.identityId
    identityClientId: identity.outputs.clientId
    storageName: storageName
    deploymentContainerName: storage.outputs.deploymentContainerName
    vaultUri: vault.outputs.vaultUri
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    subnetId: isPrivate ? network!.outputs.appSubnetId : ''
    workspaceId: monitoring.outputs.workspaceId
    settings: settings
    operatorAppClientId: operatorAppClientId
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
    tags: allTags
  }
  // The app cannot start before it may reach its storage.
  dependsOn: [roles, endpoints]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    brokerId: brokerId
    actionGroupName: actionGroupName
    location: location
    workspaceId: monitoring.outputs.workspaceId
    emails: alertEmails
    differencePercent: differencePercent
    tags: allTags
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: {
    brokerId: brokerId
    location: location
    workspaceId: monitoring.outputs.workspaceId
    tags: allTags
  }
}

output functionAppName string = app.outputs.appName
output pageAddress string = app.outputs.address
output vaultName string = vault.outputs.vaultName
output storageName string = storage.outputs.storageName
