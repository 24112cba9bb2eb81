using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>Export rules, "What keeps it safe", Fuses, and locks, on the whole export.</summary>
public sealed class FuseTests
{
    private static readonly DateOnly October8 = new(2026, 10, 8);
    private static readonly DateOnly November8 = new(2026, 11, 8);
    private static readonly BillMonth November = new(2026, 11);

    private ExportHarness _export = null!;

    [SetUp]
    public async Task SetUp() => _export = await ExportHarness.StartAsync();

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Run_MoneyRoseTooFar_IsHeldUntilReleased()
    {
        var contoso = await ContosoInOctoberAsync();
        contoso.Bill(BrokerLine.Of(November8, "S1", "P1", 400, 16.90m, 20.60m));

        var held = (await _export.RunAsync("2026-11-09")).Rows.Single();
        var writes = _export.Autotask.Calls.Writes.Count;
        await UseAsync<FuseReleases>("2026-11-09", releases => releases.ReleaseAsync(November, contoso.Id, "growth", "Ada", "new site", CancellationToken.None));

        Assert.That((held.Outcome, held.Exported, writes), Is.EqualTo((Outcome.Held, 206m, 0)));
        Assert.That(held.Reason, Does.Contain("growth").And.Contain("206.00").And.Contain("8240.00"));
        Assert.That(NovemberUnits(), Is.EqualTo(400));
    }

    [Test]
    public async Task Run_BillChangedAfterTheRelease_IsHeldAgain()
    {
        var contoso = await ContosoInOctoberAsync();
        contoso.Bill(BrokerLine.Of(November8, "S1", "P1", 400, 16.90m, 20.60m));
        await _export.RunAsync("2026-11-09");
        await UseAsync<FuseReleases>("2026-11-09", releases => releases.ReleaseAsync(November, contoso.Id, "growth", "Ada", "", CancellationToken.None));
        contoso.Bill(BrokerLine.Of(November8, "S1", "P1", 4000, 16.90m, 20.60m));

        var again = (await _export.RunAsync("2026-11-10")).Rows.Single();

        Assert.That((again.Outcome, NovemberUnits()), Is.EqualTo((Outcome.Held, 400)));
    }

    [Test]
    public async Task Run_BillChangedBack_LetsGoByItself()
    {
        var contoso = await ContosoInOctoberAsync();
        var wrong = BrokerLine.Of(November8, "S1", "P1", 400, 16.90m, 20.60m);
        contoso.Bill(wrong);
        await _export.RunAsync("2026-11-09");
        contoso.Lines = contoso.Lines.Remove(wrong);
        contoso.Bill(BrokerLine.Of(November8, "S1", "P1", 11, 16.90m, 20.60m));

        var next = (await _export.RunAsync("2026-11-10")).Rows.Single();

        Assert.That((next.Outcome, NovemberUnits()), Is.EqualTo((Outcome.Updated, 11)));
    }

    [Test]
    public async Task Run_TooManyNewContracts_AreHeldUntilReleased()
    {
        _export.Settings["Fuses:NewContracts"] = "1";
        var contoso = await ContosoInOctoberAsync();
        contoso.Bill(BrokerLine.Of(November8, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(November8, "S2", "P1", 1, 1m, 2m), BrokerLine.Of(November8, "S3", "P1", 1, 1m, 2m));

        var held = await _export.RunAsync("2026-11-09");
        await UseAsync<FuseReleases>("2026-11-09", releases => releases.ReleaseAsync(November, contoso.Id, "new-contracts", "Ada", "", CancellationToken.None));

        Assert.That(held.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Held] = 3 }));
        Assert.That(_export.Tenant.AllContracts, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Run_BrokersSeatsFellTooFar_HoldsEverythingUntilReleased()
    {
        var contoso = await ContosoInOctoberAsync();
        contoso.Bill(BrokerLine.Of(November8, "S1", "P1", 4, 16.90m, 20.60m));

        var held = (await _export.RunAsync("2026-11-09")).Rows.Single();
        var again = (await _export.RunAsync("2026-11-10")).Rows.Single();
        var writes = _export.Autotask.Calls.Writes.Count;
        await UseAsync<FuseReleases>("2026-11-10", releases => releases.ReleaseBrokerAsync("Ada", "site closed", CancellationToken.None));
        var released = (await _export.RunAsync("2026-11-10")).Rows.Single();

        Assert.That((held.Outcome, again.Outcome, writes), Is.EqualTo((Outcome.Held, Outcome.Held, 0)));
        Assert.That(held.Reason, Does.Contain("206.00 to EUR 82.40"));
        Assert.That((released.Outcome, NovemberUnits()), Is.EqualTo((Outcome.Updated, 4)));
    }

    [Test]
    public async Task Run_BrokersSeatsFellFurtherAfterTheRelease_HoldsEverythingAgain()
    {
        var contoso = await ContosoInOctoberAsync();
        var line = BrokerLine.Of(November8, "S1", "P1", 4, 16.90m, 20.60m);
        contoso.Bill(line);
        await _export.RunAsync("2026-11-09");
        await UseAsync<FuseReleases>("2026-11-09", releases => releases.ReleaseBrokerAsync("Ada", "", CancellationToken.None));
        contoso.Lines = contoso.Lines.Remove(line);

        var next = await _export.RunAsync("2026-11-10");

        Assert.That(next.Rows.Select(row => row.Outcome), Is.Not.Empty.And.All.EqualTo(Outcome.Held));
    }

    [Test]
    public async Task Run_ReportOfNothing_HoldsEverythingAndEndsNothing()
    {
        _export.Settings["Export:EndedSubscriptions"] = "EndContract";
        var contoso = await ContosoInOctoberAsync();
        contoso.Lines = [];

        var report = await _export.RunAsync("2026-11-09");

        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
        Assert.That(report.NeedsPerson, Is.True);
    }

    [Test]
    public async Task Release_UnknownFuseBillOrNothingBlown_IsSaid()
    {
        var contoso = await ContosoInOctoberAsync();

        await Assert.ThrowsAsync<MustFixException>(() => UseAsync<FuseReleases>("2026-11-09", releases => releases.ReleaseAsync(November, contoso.Id, "growth", "Ada", "", CancellationToken.None)));
        await Assert.ThrowsAsync<MustFixException>(() => UseAsync<FuseReleases>("2026-11-09", releases => releases.ReleaseAsync(new BillMonth(2026, 10), contoso.Id, "main", "Ada", "", CancellationToken.None)));
        await Assert.ThrowsAsync<MustFixException>(() => UseAsync<FuseReleases>("2026-11-09", releases => releases.ReleaseBrokerAsync("Ada", "", CancellationToken.None)));
    }

    [Test]
    public async Task Run_LockedSubscription_IsLeftUntilTheLockIsOff()
    {
        var contoso = await ContosoInOctoberAsync();
        contoso.Bill(BrokerLine.Of(November8, "S1", "P1", 12, 16.90m, 20.60m));
        await UseAsync<SubscriptionLocks>("2026-11-09", locks => locks.PutAsync("S1", "Ada", "agreed price", new DateOnly(2026, 11, 11), CancellationToken.None));

        var locked = (await _export.RunAsync("2026-11-09")).Rows.Single();
        var lastDay = (await _export.RunAsync("2026-11-11")).Rows.Single();
        var unitsLocked = NovemberUnits();
        var dayAfter = (await _export.RunAsync("2026-11-12")).Rows.Single();

        Assert.That((locked.Outcome, lastDay.Outcome, unitsLocked), Is.EqualTo((Outcome.Held, Outcome.Held, 10)));
        Assert.That(locked.Reason, Does.Contain("Ada").And.Contain("agreed price"));
        Assert.That((dayAfter.Outcome, NovemberUnits()), Is.EqualTo((Outcome.Updated, 12)));
    }

    [Test]
    public async Task Run_LockTakenOff_GoesOn()
    {
        var contoso = await ContosoInOctoberAsync();
        contoso.Bill(BrokerLine.Of(November8, "S1", "P1", 12, 16.90m, 20.60m));
        await UseAsync<SubscriptionLocks>("2026-11-09", locks => locks.PutAsync("s1", "Ada", "why", null, CancellationToken.None));
        await _export.RunAsync("2026-11-09");

        await UseAsync<SubscriptionLocks>("2026-11-10", locks => locks.RemoveAsync("S1", CancellationToken.None));

        Assert.That((await _export.RunAsync("2026-11-10")).Rows.Single().Outcome, Is.EqualTo(Outcome.Updated));
    }

    [Test]
    public async Task Run_LateBillOfASubscriptionThatTheNextMonthLacks_IsFoundEnded()
    {
        var contoso = await ContosoInOctoberAsync();
        contoso.Bill(BrokerLine.Of(November8, "S1", "P1", 10, 16.90m, 20.60m));
        await _export.RunAsync("2026-11-09");
        contoso.Bill(BrokerLine.Of(October8, "S9", "P1", 2, 16.90m, 20.60m));

        var report = await _export.RunAsync("2026-11-10");

        Assert.That(report.Rows.Where(row => row.SubscriptionKey == "s9").Select(row => (row.Month.Month, row.Outcome)), Is.EqualTo(new[] { (10, Outcome.Created), (11, Outcome.Ended) }));
    }

    [Test]
    public async Task Run_NoBillsAtAllForTwoMonths_StillDetects()
    {
        await ContosoInOctoberAsync();
        _export.Settings["Fuses:ShrinkPercent"] = "100";
        await _export.RunAsync("2026-11-09");

        var report = await _export.RunAsync("2026-12-09");

        Assert.That((report.Rows.Count, _export.Failures.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Run_SeatsOfTwoMonthsFell_AreReleasedTogetherOnlyWhenBothWereShown()
    {
        var contoso = await ContosoInOctoberAsync();
        contoso.Bill(BrokerLine.Of(November8, "S1", "P1", 10, 16.90m, 20.60m));
        await _export.RunAsync("2026-11-09");
        contoso.Lines = [BrokerLine.Of(October8, "S1", "P1", 2, 16.90m, 20.60m), BrokerLine.Of(November8, "S1", "P1", 1, 16.90m, 20.60m)];

        var held = (await _export.RunAsync("2026-11-10")).Rows;
        await UseAsync<FuseReleases>("2026-11-10", releases => releases.ReleaseBrokerAsync("Ada", "", CancellationToken.None));
        var released = (await _export.RunAsync("2026-11-11")).Rows;

        Assert.That(held.Select(row => row.Outcome), Is.All.EqualTo(Outcome.Held));
        Assert.That(held[0].Reason, Does.Contain("41.20").And.Contain("in 2026-11").And.Contain("20.60"));
        Assert.That(released.Select(row => row.Outcome), Has.None.EqualTo(Outcome.Held));
    }

    private async Task<BrokerOrganization> ContosoInOctoberAsync()
    {
        var contoso = _export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _export.RunAsync("2026-10-09");
        _export.Autotask.Calls.Clear();
        return contoso;
    }

    private int NovemberUnits() => _export.Tenant.UnitsOf(_export.Tenant.AllContractServices[0].Id).Single(row => row.Start == November8.AddDays(-7)).Units;

    private async Task UseAsync<T>(string day, Func<T, Task> use)
        where T : notnull
    {
        await using var provider = _export.Build(day);
        await use(provider.GetRequiredService<T>());
        await _export.PumpAsync(provider);
    }
}
