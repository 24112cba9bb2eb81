// Private endpoints of storage and secrets, and the names that lead to them.
param location string
param networkId string
param subnetId string
param storageId string
param vaultId string
param tags object

var targets = [
  { service: 'blob', resourceId: storageId, zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { service: 'queue', resourceId: storageId, zone: 'privatelink.queue.${environment().suffixes.storage}' }
  { service: 'table', resourceId: storageId, zone: 'privatelink.table.${environment().suffixes.storage}' }
  { service: 'vault', resourceId: vaultId, zone: 'privatelink.vaultcore.azure.net' }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for target in targets: {
  name: target.zone
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (target, index) in targets: {
  parent: zones[index]
  name: 'app'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: networkId
    }
  }
}]

// One after the other: a storage account takes one change at a time.
@batchSize(1)
resource endpoints 'Microsoft.Network/privateEndpoints@2024-07-01' = [for target in targets: {
  name: 'pe-${target.service}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: target.service
        properties: {
          privateLinkServiceId: target.resourceId
          groupIds: [target.service]
        }
      }
    ]
  }
}]

resource groups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = [for (target, index) in targets: {
  parent: endpoints[index]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: target.service
        properties: {
          privateDnsZoneId: zones[index].id
        }
      }
    ]
  }
}]
