using System.Globalization;
using Azure.Storage.Queues;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export.Crash;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>The proof that the product makes by itself once a run that wrote something is at rest.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class RunProofTests
{
    private const string October9 = "2026-10-09";
    private const string November9 = "2026-11-09";
    private static readonly DateOnly October8 = new(2026, 10, 8);

    // The allowance, contracts, units and charges; zone look-up aside.
    private const int CallsOfAProof = 4;

    private ExportHarness _export = null!;
    private BrokerOrganization _contoso = null!;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        _contoso = _export.Organization("Contoso");
        Bill(October8);
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task ProveDueAsync_AfterARunThatWrote_KeepsWhatItFoundAndIsMadeOnce()
    {
        var report = await _export.RunAsync(October9);
        _export.Autotask.Calls.Clear();

        var kept = await ProveAsync();
        var calls = _export.Autotask.Calls.Total;
        await ProveAsync();

        Assert.That((kept!.Text, kept.RunId, kept.Problem), Is.EqualTo(("2 of 2 agree", report.RunId, (string?)null)));
        Assert.That((kept.ReadAt, kept.OwnAt), Is.EqualTo((At(October9), At(October9))));
        Assert.That(calls, Is.AtMost(CallsOfAProof + 1));
        Assert.That((_export.Autotask.Calls.Total, _export.Autotask.Calls.Writes.Count), Is.EqualTo((calls, 0)), "the second look reads nothing, and neither writes");
    }

    [Test]
    public async Task ProveDueAsync_NothingWasWritten_ReadsNothing()
    {
        await _export.RunAsync(October9);
        await ProveAsync();
        Bill(October8.AddMonths(1));
        var report = await _export.RunAsync(November9);
        _export.Autotask.Calls.Clear();

        var november = await ProveAsync(November9, "2026-11");

        Assert.That(report.Outcomes.Keys, Is.EqualTo(new[] { Outcome.Unchanged }));
        Assert.That((november, _export.Autotask.Calls.Total), Is.EqualTo(((KeptProof?)null, 0)));
    }

    [Test]
    public async Task ProveDueAsync_OneMonthOfTwoWasWritten_ReadsThatMonthOnly()
    {
        await _export.RunAsync(October9);
        await ProveAsync();
        Bill(October8.AddMonths(1), quantity: 12);
        await _export.RunAsync(November9);

        var november = await ProveAsync(November9, "2026-11");
        var october = await FindAsync("2026-10");

        Assert.That((november!.Text, november.ReadAt, october!.ReadAt), Is.EqualTo(("2 of 2 agree", At(November9), At(October9))));
    }

    [Test]
    public async Task ProveDueAsync_ChangedInAutotaskMeanwhile_IsToldUntilItIsPutRight()
    {
        await _export.RunAsync(October9);
        var contract = _export.Tenant.AllContracts.Single(row => row.SubscriptionId == "S1");
        Rename("other", null);

        var kept = await ProveAsync();
        var told = await HealthAsync();
        Rename(contract.Number, contract.SubscriptionId);
        var asked = await AskAsync();
        var later = await HealthAsync();

        Assert.That((kept!.Text, kept.Differing), Is.EqualTo(("1 of 2 agree", 1)));
        Assert.That(told.Problems, Has.One.Contains("The proof of 2026-10 says: 1 of 2 agree."));
        Assert.That((asked!.Text, asked.Last!.Text, asked.Last.OwnAt), Is.EqualTo(("2 of 2 agree", "2 of 2 agree", At(October9))));
        Assert.That(later.Problems, Is.Empty);

        void Rename(string? number, string? subscription)
        {
            _export.Tenant.EditByHand("Contracts", contract.Id, "contractNumber", number);
            _export.Tenant.EditContractFieldByHand(contract.Id, Simulators.Autotask.AutotaskTenant.SubscriptionIdField, subscription);
        }
    }

    [Test]
    public async Task ProveDueAsync_MessageInAQueue_WaitsForTheRun()
    {
        await _export.RunAsync(October9);
        var queue = new QueueServiceClient(_export.ConnectionString).GetQueueClient(ExportQueues.ExportPlansName);
        await queue.SendMessageAsync("in work");
        await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(5));
        _export.Autotask.Calls.Clear();

        var kept = await ProveAsync();
        await queue.ClearMessagesAsync();

        Assert.That((kept, _export.Autotask.Calls.Total), Is.EqualTo(((KeptProof?)null, 0)));
        Assert.That((await ProveAsync())!.Text, Is.EqualTo("2 of 2 agree"));
    }

    [Test]
    public async Task ProveDueAsync_SignInIsStopped_MakesNoCall()
    {
        await _export.RunAsync(October9);
        await using var provider = _export.Build(October9);
        await provider.GetRequiredService<ISignInStop>().StopAsync("refused", CancellationToken.None);
        _export.Autotask.Calls.Clear();

        Assert.That((await ProveAsync(), _export.Autotask.Calls.Total), Is.EqualTo(((KeptProof?)null, 0)));
    }

    [Test]
    public async Task ProveDueAsync_AllowanceIsSpent_AsksForNothingElseAndIsMadeLater()
    {
        await _export.RunAsync(October9);
        _export.Autotask.UseAllowance(9_000);
        _export.Autotask.Calls.Clear();

        var kept = await ProveAsync();
        var calls = _export.Autotask.Calls.All.Select(call => call.Entity).ToList();
        _export.Tenant.Rules.RequestThreshold = 100_000;

        Assert.That(kept, Is.Null);
        Assert.That(calls, Does.Contain("ThresholdInformation").And.Not.Contain("Contracts"));
        Assert.That((await ProveAsync())!.Text, Is.EqualTo("2 of 2 agree"));
    }

    [Test]
    public async Task ProveDueAsync_AutotaskDoesNotAnswer_IsMadeLater()
    {
        await _export.RunAsync(October9);
        _export.Autotask.Faults.On(call => call.Entity == "ContractServiceUnits", Fault.ServerError, times: int.MaxValue);

        Assert.That(await ProveAsync(), Is.Null);
        _export.Autotask.Faults.Clear();
        Assert.That((await ProveAsync())!.Text, Is.EqualTo("2 of 2 agree"));
    }

    [Test]
    public async Task ProveDueAsync_AutotaskRefusesARead_IsToldAndTriedAgainAfterAnHour()
    {
        await _export.RunAsync(October9);
        _export.Autotask.Faults.On(call => call.Entity == "ContractCharges", Fault.Answer(403, """{"errors":["The API user may not read charges."]}"""), times: int.MaxValue);

        var refused = await ProveAsync();
        var told = await HealthAsync();
        _export.Autotask.Calls.Clear();
        var again = await ProveAsync();
        _export.Autotask.Faults.Clear();

        Assert.That((refused!.ReadAt, refused.Problem), Is.EqualTo(((DateTimeOffset?)null, again!.Problem)));
        Assert.That(told.Problems, Has.One.Contains("The proof of 2026-10 cannot be made").And.Some.Contains("may not read charges"));
        Assert.That(_export.Autotask.Calls.Total, Is.Zero, "within the hour");
        Assert.That((await ProveAsync("2026-10-10"))!.Text, Is.EqualTo("2 of 2 agree"));
    }

    [Test]
    public async Task ProveDueAsync_WritingBeginsMeanwhile_KeepsNothing()
    {
        await _export.RunAsync(October9);
        await using var provider = _export.Build(October9);
        var tables = provider.GetRequiredService<ExportTables>();
        var month = BillMonth.Parse("2026-10");
        _export.Autotask.Faults.On(
            call =>
            {
                if (call.Entity == "Contracts")
                    tables.Writes.SaveAsync(ExportTables.Only, month.ToString(), MonthWrites.Begin(month, "other"), CancellationToken.None).GetAwaiter().GetResult();
                return false;
            },
            Fault.ServerError);

        Assert.That(await ProveAsync(), Is.Null);
        _export.Autotask.Faults.Clear();
        Assert.That((await ProveAsync())!.RunId, Is.EqualTo("other"));
    }

    [Test]
    public async Task ProveDueAsync_TwoHostsAtOnce_MakeOneProof()
    {
        await _export.RunAsync(October9);
        _export.Autotask.Calls.Clear();
        await using var one = _export.Build(October9);
        await using var other = _export.Build(October9);

        await Task.WhenAll(new[] { one, other }.Select(host => host.GetRequiredService<RunProofs>().ProveDueAsync(CancellationToken.None)));
        var kept = await FindAsync("2026-10");

        Assert.That((kept!.Text, _export.Autotask.Calls.Count("Contracts")), Is.EqualTo(("2 of 2 agree", 1)));
    }

    [Test]
    public async Task ProveDueAsync_KilledAtEachCall_IsMadeByTheNextAndNothingIsWritten()
    {
        _export.Settings["Limits:UnansweredWait"] = "00:00:00.02";
        await _export.RunAsync(October9);
        var writes = _export.Autotask.Calls.Writes.Count;
        var counter = ProcessKill.Never;
        await ProveAsync(kill: counter);
        var wrong = new List<string>();
        for (var call = 1; call <= counter.Calls; call++)
        {
            var stamp = await WriteAgainAsync();
            await KillAsync(ProcessKill.BeforeCall(call));
            await KillAsync(ProcessKill.AfterCall(call));
            var kept = await ProveAsync();
            if (kept?.Stamp != stamp || kept.Text != "2 of 2 agree")
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"call {call}: {kept}"));
        }

        Assert.That(counter.Calls, Is.AtLeast(15));
        Assert.That(wrong, Is.Empty);
        Assert.That(_export.Autotask.Calls.Writes, Has.Count.EqualTo(writes));
    }

    private void Bill(DateOnly day, decimal quantity = 10) => _contoso.Bill(BrokerLine.Of(day, "S1", "P1", quantity, 16.90m, 20.60m), BrokerLine.Of(day, "S2", "P2", 7, 1m, 1.115m));

    private async Task<KeptProof?> ProveAsync(string day = October9, string month = "2026-10", ProcessKill? kill = null)
    {
        await using (var provider = _export.Build(day, kill))
            await provider.GetRequiredService<RunProofs>().ProveDueAsync(CancellationToken.None);
        return await FindAsync(month);
    }

    private async Task<KeptProof?> FindAsync(string month)
    {
        await using var provider = _export.Build(October9);
        return await provider.GetRequiredService<RunProofs>().FindAsync(BillMonth.Parse(month), CancellationToken.None);
    }

    private async Task<MonthProof?> AskAsync()
    {
        await using var provider = _export.Build(October9);
        return await provider.GetRequiredService<RunProofs>().AskAsync(BillMonth.Parse("2026-10"), CancellationToken.None);
    }

    private async Task<HealthView> HealthAsync()
    {
        await using var provider = _export.Build(October9);
        return await provider.GetRequiredService<ExportHealth>().LookAsync(CancellationToken.None);
    }

    private async Task<string> WriteAgainAsync()
    {
        await using var provider = _export.Build(October9);
        var writes = MonthWrites.Begin(BillMonth.Parse("2026-10"), "again");
        await provider.GetRequiredService<ExportTables>().Writes.SaveAsync(ExportTables.Only, "2026-10", writes, CancellationToken.None);
        return writes.Stamp;
    }

    private async Task KillAsync(ProcessKill kill)
    {
        var provider = _export.Build(October9, kill);
        try
        {
            await provider.GetRequiredService<RunProofs>().ProveDueAsync(CancellationToken.None);
            await provider.DisposeAsync();
        }
        catch (Exception) when (kill.IsDead)
        {
            // It is dead, and gives no lease back.
        }

        await _export.BreakLeaseAsync();
    }

    private static DateTimeOffset At(string day) => DateTimeOffset.Parse($"{day}T04:00:00Z", CultureInfo.InvariantCulture);
}
