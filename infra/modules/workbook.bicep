// The month at a glance.
param brokerId string
param location string
param workspaceId string
param tags object

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, brokerId, 'month')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Export of ${brokerId}'
    category: 'workbook'
    sourceId: workspaceId
    version: 'Notebook/1.0'
    serializedData: loadTextContent('../queries/workbook.json')
  }
}
