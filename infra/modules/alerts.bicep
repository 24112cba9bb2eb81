// What somebody is told of before a customer notices. Each query returns a row when there is something to tell.
param brokerId string
param actionGroupName string
param location string
param workspaceId string
param emails array
param differencePercent int
param tags object

var rules = [
  {
    name: 'no-good-run'
    title: 'No good run in 26 hours'
    severity: 1
    frequency: 'PT15M'
    window: 'PT1H'
    query: loadTextContent('../queries/no-good-run.kql')
  }
  {
    name: 'poison'
    title: 'Messages in a poison queue'
    severity: 1
    frequency: 'PT15M'
    window: 'PT30M'
    query: loadTextContent('../queries/poison.kql')
  }
  {
    name: 'blocked-sign-in'
    title: 'Autotask refuses the sign-in'
    severity: 1
    frequency: 'PT15M'
    window: 'PT30M'
    query: loadTextContent('../queries/blocked-sign-in.kql')
  }
  {
    name: 'held-bills'
    title: 'A bill has waited for a person for more than a day'
    severity: 2
    frequency: 'PT1H'
    window: 'PT1H'
    query: loadTextContent('../queries/held-bills.kql')
  }
  {
    name: 'difference'
    title: 'Billed and exported money differ'
    severity: 1
    frequency: 'PT1H'
    window: 'P1D'
    query: replace(loadTextContent('../queries/difference.kql'), '{percent}', string(differencePercent))
  }
  {
    name: 'proof'
    title: 'Autotask does not hold what was exported'
    severity: 1
    frequency: 'PT15M'
    window: 'PT30M'
    query: loadTextContent('../queries/proof.kql')
  }
  {
    name: 'allowance'
    title: 'Over 80 % of the hourly Autotask allowance is used'
    severity: 2
    frequency: 'PT15M'
    window: 'PT30M'
    query: loadTextContent('../queries/allowance.kql')
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    groupShortName: take(replace(brokerId, '-', ''), 12)
    enabled: true
    emailReceivers: [for (address, index) in emails: {
      name: 'email-${index}'
      emailAddress: address
      useCommonAlertSchema: true
    }]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: '${rule.name}-${brokerId}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${brokerId}: ${rule.title}'
    description: 'infra/README.md, "Alerts", says what to do.'
    severity: rule.severity
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: rule.frequency
    windowSize: rule.window
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    // The tables of a new workspace exist only after the first telemetry.
    skipQueryValidation: true
    actions: {
      actionGroups: [people.id]
    }
  }
}]
