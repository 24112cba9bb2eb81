using '../main.bicep'

// Copy this file for each broker, and fill in the empty values. Secrets are not settings: deploy.sh asks for them.
param brokerId = 'contoso'
param isPrivate = true
param adminAddresses = []
param secretWriterId = readEnvironmentVariable('SECRET_WRITER_ID', '')
param secretWriterType = readEnvironmentVariable('SECRET_WRITER_TYPE', 'User')
param operatorAppClientId = ''
param alertEmails = ['billing@contoso.example']
param differencePercent = 2
param archiveDays = 3650
param logDays = 90
param tags = {}

param settings = {
  Cloudmore__BaseUrl: 'https://api.cloudmore.com'
  Cloudmore__ResellerId: ''
  Cloudmore__ClientId: 'ro.customer.client'
  Cloudmore__Username: ''
  Cloudmore__CompanyIdProperty: 'AutotaskCompanyID'
  Autotask__ZoneInformationUrl: 'https://webservices.autotask.net/atservicesrest/v1.0/zoneInformation'
  Autotask__ServiceBillingCodeId: ''
  Autotask__ProductBillingCodeId: ''
  Autotask__ServiceLevelAgreementId: ''
  Autotask__SubscriptionIdField: 'Subscription ID'
  Export__Schedule: '0 0 4 * * *'
  Export__FirstMonth: '2026-11'
  Export__SettleDay: '9'
  Export__LookBackMonths: '1'
  Export__Mode: 'Automatic'
  Export__ProRata: 'Combine'
  Export__ManualEdits: 'Overwrite'
  Export__EndedSubscriptions: 'Report'
  Export__MissingContract: 'Hold'
  Export__ClosedPeriods: 'Report'
  Export__YearlyMidTerm: 'Charge'
  Export__ContractMonths: '36'
  Export__Services__0__Name: 'Microsoft CSP'
  Export__Services__0__Kind: 'Subscription'
  Export__Services__0__Enabled: 'true'
  Export__Services__1__Name: 'Microsoft Azure'
  Export__Services__1__Kind: 'Consumption'
  Export__Services__1__Enabled: 'true'
  Fuses__Enabled: 'true'
  Fuses__ShrinkPercent: '50'
  Fuses__GrowthPercent: '200'
  Fuses__GrowthAmount: '2000'
  Fuses__NewContracts: '50'
  Fuses__EndedContracts: '10'
  Limits__UnansweredWait: '00:00:20'
}
