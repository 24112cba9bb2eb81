using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Samples;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export.SampleMonths;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>The sample months in tenants that answer otherwise than assumed (API assumptions, "Autotask", last column): the same state comes out.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class OtherTenantsTests
{
    private const string BothMonths = "2026-11-09";

    private static readonly TimeSpan LateRelease = TimeSpan.FromMilliseconds(15);
    private static readonly SampleBroker Broker = SampleBroker.Create();

    private static IEnumerable<TestCaseData> Tenants()
    {
        yield return Tenant("list prices at first, adjustments answer an id, days without time", rules =>
            (rules.ContractServiceTakesPrice, rules.AdjustmentsAnswerId, rules.DaySuffix) = (false, true, ""));
        yield return Tenant("no rows of 0 units, any period type, thread limit as 500", rules =>
            (rules.ZeroUnitRows, rules.SamePeriodType, rules.ThreadLimitStatus, rules.SlotRelease) = (false, false, 500, LateRelease));
        yield return Tenant("hidden costs, days without zone, slots freed late", rules =>
            (rules.CanReadCosts, rules.DaySuffix, rules.ThreadLimitStatus, rules.SlotRelease) = (false, "T00:00:00", 429, LateRelease));

        static TestCaseData Tenant(string name, Action<AutotaskRules> rules) => new TestCaseData(rules).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Tenants))]
    public async Task Run_TenantAnswersOtherwise_LeavesTheSameStateAndThenWritesNothing(Action<AutotaskRules> rules)
    {
        var sample = SampleTenant.Create(Broker);
        rules(sample.Tenant.Rules);
        await using var export = await ExportHarness.StartAsync(SampleCloudmore.Create(Broker, sample.CompanyIds), sample.Tenant);
        foreach (var (index, (name, kind, enabled)) in SampleBroker.Services.Index())
        {
            export.Settings[$"Export:Services:{index}:Name"] = name;
            export.Settings[$"Export:Services:{index}:Kind"] = kind;
            export.Settings[$"Export:Services:{index}:Enabled"] = enabled ? "true" : "false";
        }

        await export.RunAsync(BothMonths);

        Assert.That(export.Failures, Is.Empty);
        var found = new FoundState(Broker, sample);
        string[] differences =
        [
            .. FieldTable.Expected("contracts", "subscription").DifferencesFrom(found.Contracts()),
            .. FieldTable.Expected("units", "subscription", "sku", "start").DifferencesFrom(found.Units()),
            .. FieldTable.Expected("charges", "key").DifferencesFrom(found.Charges()),
            .. FieldTable.Expected("outcomes", "month", "subscription").DifferencesFrom(found.Outcomes(await OutcomesAsync(export))),
        ];
        Assert.That(differences, Is.Empty, string.Join(Environment.NewLine, differences));
        export.Autotask.Calls.Clear();

        await export.RunAsync("2026-11-10");

        Assert.That(export.Autotask.Calls.Writes, Is.Empty);
    }

    private static async Task<IReadOnlyList<SavedOutcome>> OutcomesAsync(ExportHarness export)
    {
        await using var provider = export.Build(BothMonths);
        return await provider.GetRequiredService<ExportTables>().Outcomes.ListAllAsync(CancellationToken.None);
    }
}
