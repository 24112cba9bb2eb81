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
  KeyVault__CacheTime: '00:05:00'
  Cloudmore__BaseUrl: 'https://api.cloudmore.com'
  Cloudmore__ResellerId: ''
  Cloudmore__ClientId: 'ro.customer.client'
  Cloudmore__Username: ''
  Cloudmore__CompanyIdProperty: 'AutotaskCompanyID'
  Cloudmore__ReportFirstWait: '00:00:00.1'
  Cloudmore__ReportTimeLimit: '00:15:00'
  Autotask__ZoneInformationUrl: 'https://webservices.autotask.net/atservicesrest/v1.0/zoneInformation'
  Autotask__ServiceBillingCodeId: ''
  Autotask__ProductBillingCodeId: ''
  Autotask__ServiceLevelAgreementId: ''
  Autotask__SubscriptionIdField: 'Subscription ID'
  Export__Schedule: '0 0 4 * * *'
  Export__FirstMonth: ''
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
  Export__PlanExpiry: '7.00:00:00'
  Export__Services__0__Name: 'Microsoft CSP'
  Export__Services__0__Kind: 'Subscription'
  Export__Services__0__Enabled: 'true'
  Export__Services__1__Name: 'Microsoft Azure'
  Export__Services__1__Kind: 'Consumption'
  Export__Services__1__Enabled: 'true'
  Export__PaymentFrequencies__Monthly: 'Monthly,Month,1 Month,P1M'
  Export__PaymentFrequencies__Yearly: 'Yearly,Year,Annual,Annually,1 Year,P1Y'
  Export__PaymentFrequencies__OneTime: 'OneTime,One Time,One-Time,Once'
  Export__ContractNames__Subscription: 'Microsoft 365 - {SubscriptionName}'
  Export__ContractNames__Consumption: 'Microsoft Azure - {SubscriptionName}'
  Export__ContractNames__OneTime: 'Microsoft software - {SubscriptionName}'
  Fuses__Enabled: 'true'
  Fuses__ShrinkPercent: '50'
  Fuses__GrowthPercent: '200'
  Fuses__GrowthAmount: '2000'
  Fuses__NewContracts: '50'
  Fuses__EndedContracts: '10'
  Limits__UnansweredWait: '00:00:20'
  Limits__CallsPerEntity: '2'
  Limits__AllowanceSharePercent: '50'
  Limits__ReadAttempts: '4'
  Limits__ReadRetryDelay: '00:00:01'
  Limits__CallTimeout: '00:01:40'
  Limits__ReadBackWait: '00:00:15'
}
