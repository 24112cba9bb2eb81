using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Samples;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export.SampleMonths;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>Both months of the sample broker, field by field. What is expected was worked out from the billing lines by the export rules, sections 4 to 7.</summary>
public sealed class SampleMonthsTests
{
    private const string BothMonths = "2026-11-09";

    private static readonly SampleBroker Broker = SampleBroker.Create();

    private SampleTenant _sample = null!;
    private ExportHarness _export = null!;
    private FoundState _found = null!;

    [SetUp]
    public async Task SetUp()
    {
        _sample = SampleTenant.Create(Broker);
        _export = await ExportHarness.StartAsync(SampleCloudmore.Create(Broker, _sample.CompanyIds), _sample.Tenant);
        foreach (var (index, (name, kind, enabled)) in SampleBroker.Services.Index())
        {
            _export.Settings[$"Export:Services:{index}:Name"] = name;
            _export.Settings[$"Export:Services:{index}:Kind"] = kind;
            _export.Settings[$"Export:Services:{index}:Enabled"] = enabled ? "true" : "false";
        }

        _found = new FoundState(Broker, _sample);
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Run_BothMonthsAtOnceAndTheNextDay_LeavesTheExpectedStateAndThenWritesNothing()
    {
        await _export.RunAsync(BothMonths);

        Assert.That(_export.Failures, Is.Empty);
        await AssertStateAsync(FieldTable.Expected("outcomes", "month", "subscription"));
        AssertWhatEveryRowShares();
        var kept = _found.ToBytes();
        var outcomes = (await OutcomesAsync()).Count;
        _export.Autotask.Calls.Clear();

        await _export.RunAsync("2026-11-10");

        Assert.Multiple(() =>
        {
            Assert.That(_export.Failures, Is.Empty);
            Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
            Assert.That(_found.ToBytes(), Is.EqualTo(kept), "the tenant's state");
        });
        Assert.That(await OutcomesAsync(), Has.Count.EqualTo(outcomes));
        await AssertStateAsync(FieldTable.Expected("outcomes", "month", "subscription"));
    }

    /// <summary>
    /// The state is the same; two kinds of outcome are not. An October bill that got lines after its first export is exported again, and what it had made then is
    /// unchanged now. The seats whose October is posted go to November with October's bill, which has no later bill yet, so November finds them there.
    /// </summary>
    [Test]
    public async Task Run_MonthByMonth_LeavesTheStateOfOneRun()
    {
        await _export.RunAsync("2026-10-09");
        Assert.That(_export.Failures, Is.Empty);

        await _export.RunAsync(BothMonths);

        Assert.That(_export.Failures, Is.Empty);
        await AssertStateAsync(FieldTable.Expected("outcomes", "month", "subscription").With("outcome", row => (row["month"], row["outcome"]) switch
        {
            ("2026-10", "Created") when WasExportedInOctober(row) && GrewInOctober(row) => "Unchanged",
            ("2026-11", "Updated") when IsPostedInOctober(row) => "Unchanged",
            _ => null,
        }));
        AssertWhatEveryRowShares();
    }

    private static bool WasExportedInOctober(IReadOnlyDictionary<string, string> row) =>
        Broker.Lines.Any(line => line.SubscriptionId == row["subscription"] && line.BillingDate <= new DateOnly(2026, 10, 9));

    private static bool GrewInOctober(IReadOnlyDictionary<string, string> row)
    {
        var organization = Broker.Organizations.Single(one => one.CompanyNumber == row["company"]);
        return Broker.Lines.Any(line => line.OrganizationId == organization.Id && line.BillingDate > new DateOnly(2026, 10, 9) && line.BillingDate.Month == 10);
    }

    private static bool IsPostedInOctober(IReadOnlyDictionary<string, string> row) =>
        Broker.Contracts.Any(contract => contract.SubscriptionId == row["subscription"] && contract.PostedThrough == new DateOnly(2026, 10, 1));

    private async Task AssertStateAsync(FieldTable outcomes)
    {
        var saved = await OutcomesAsync();
        string[] differences =
        [
            .. FieldTable.Expected("contracts", "subscription").DifferencesFrom(_found.Contracts()),
            .. FieldTable.Expected("units", "subscription", "sku", "start").DifferencesFrom(_found.Units()),
            .. FieldTable.Expected("charges", "key").DifferencesFrom(_found.Charges()),
            .. outcomes.DifferencesFrom(_found.Outcomes(saved)),
        ];
        Assert.That(differences, Is.Empty, string.Join(Environment.NewLine, differences));
    }

    private void AssertWhatEveryRowShares()
    {
        var tenant = _sample.Tenant;
        var made = tenant.AllContracts.Where(contract => Broker.Contracts.All(before => before.SubscriptionId != contract.SubscriptionId)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(tenant.AllContracts.Select(contract => contract.Type), Is.All.EqualTo(7));
            Assert.That(made.Select(contract => (long?)tenant.Value("Contracts", contract.Id, "serviceLevelAgreementID")), Is.All.EqualTo((long)tenant.ServiceLevelAgreementId));
            Assert.That(tenant.AllServices.Select(service => service.BillingCodeId), Is.All.EqualTo(tenant.ServiceBillingCodeId));
            Assert.That(tenant.AllServices.Select(service => service.Sku).OfType<string>(), Is.Unique);
            Assert.That(tenant.AllCharges.Select(charge => charge.BillingCodeId), Is.All.EqualTo(tenant.ChargeBillingCodeId));
            Assert.That(tenant.AllCharges.Select(charge => charge.IsBillable), Is.All.True);
            Assert.That(tenant.AllAdjustments.Select(adjustment => (adjustment.ContractServiceId, adjustment.EffectiveDate)), Is.Unique);
            Assert.That(tenant.AllAdjustments.Select(adjustment => adjustment.EffectiveDate.Day), Is.All.EqualTo(1), "no adjustment is pro-rated");
        });
    }

    private async Task<IReadOnlyList<SavedOutcome>> OutcomesAsync()
    {
        await using var provider = _export.Build(BothMonths);
        return await provider.GetRequiredService<ExportTables>().Outcomes.ListAllAsync(CancellationToken.None);
    }
}
