using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>README, "Take a bill back", on the whole export: a bill is taken back, waits, and is exported again when somebody says so.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class UndoTests
{
    private const string October9 = "2026-10-09";
    private const string November9 = "2026-11-09";
    private static readonly BillMonth October = new(2026, 10);
    private static readonly BillMonth November = new(2026, 11);
    private static readonly DateOnly October8 = new(2026, 10, 8);
    private static readonly DateOnly November8 = new(2026, 11, 8);

    private ExportHarness _export = null!;
    private BrokerOrganization _contoso = null!;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        _export.Tenant.Rules.SecondAdjustments = SecondAdjustment.Accept;
        _contoso = _export.Organization("Contoso");
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Undo_FirstExport_SetsUnitsAndChargesToZeroAndHoldsTheBill()
    {
        _contoso.Bill(Seats(October8, 10), Azure(October8, 100.10m));
        await _export.RunAsync(October9);

        var planId = await PlanAsync(October, October9);
        var writesBefore = _export.Autotask.Calls.Writes.Count;
        await ApproveAsync(planId, October9);
        var writes = _export.Autotask.Calls.Writes.Count - writesBefore;
        var next = await _export.RunAsync("2026-10-10");

        Assert.Multiple(() =>
        {
            Assert.That(_export.Failures, Is.Empty);
            Assert.That(writes, Is.EqualTo(2), "one adjustment, one charge");
            Assert.That(_export.Tenant.AllUnits, Has.All.Matches<UnitRow>(row => row!.Units == 0 && row.Price == 0));
            Assert.That(_export.Tenant.AllCharges.Single().Amount, Is.Zero);
            Assert.That(_export.Tenant.AllContracts, Has.Count.EqualTo(2), "contracts stay");
            Assert.That(_export.Autotask.Calls.Writes, Has.Count.EqualTo(writesBefore + writes), "the next run writes nothing");
            Assert.That(next.Rows.Select(row => (row.Outcome, row.Exported)), Is.EqualTo(new[] { (Outcome.Held, 0m), (Outcome.Held, 0m) }));
            Assert.That(next.Rows.Select(row => (row.Reason, row.Action)).Distinct(), Is.EqualTo(new[] { ("Undone by Ada, asked for on 2026-10-09: wrong customer.", BillUndo.Action) }));
        });
        var told = (await ShowAsync(planId, October9)).NotUndone;
        Assert.That(told, Has.Count.EqualTo(2));
        Assert.That(told, Has.All.Matches<NotUndoneView>(left => left!.What.EndsWith("was made for this bill and stays.", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Undo_OneThatWasNotApproved_WritesNothingAndHoldsNothing()
    {
        _contoso.Bill(Seats(October8, 10));
        await _export.RunAsync(October9);
        var writes = _export.Autotask.Calls.Writes.Count;

        var planId = await PlanAsync(October, October9);
        await SendAsync(planId, October9);
        await DecideAsync(October9, decisions => decisions.RejectAsync(planId, "Eve", "it was right", CancellationToken.None));
        await SendAsync(planId, October9);
        var next = await _export.RunAsync("2026-10-10");

        Assert.That(_export.Autotask.Calls.Writes, Has.Count.EqualTo(writes));
        Assert.That(next.Rows, Is.Empty, "the bill is exported still");
    }

    [Test]
    public async Task Undo_UpdateMonth_GoesBackToTheMonthBeforeAndReplayExportsAgainToTheCent()
    {
        _contoso.Bill(Seats(October8, 10), Azure(October8, 100.10m));
        await _export.RunAsync(October9);
        _contoso.Bill(BrokerLine.Of(November8, "S1", "P1", 12, 17m, 21m), Azure(November8, 55.55m));
        await _export.RunAsync(November9);
        var exported = Bills();

        await ApproveAsync(await PlanAsync(November, November9), November9);
        var undone = Bills();
        await ReplayAsync(November, November9);
        var again = Bills();
        var next = await _export.RunAsync("2026-11-10");

        Assert.Multiple(() =>
        {
            Assert.That(_export.Failures, Is.Empty);
            Assert.That(exported, Is.EqualTo((206m, 252m, 252m, 100.10m, 55.55m)));
            Assert.That(undone, Is.EqualTo((206m, 206m, 206m, 100.10m, 0m)));
            Assert.That(again, Is.EqualTo(exported));
            Assert.That(next.Rows, Is.Empty);
        });
        Assert.That((await OutcomesAsync(November)).Select(row => (row.Outcome.IsFinal(), row.Difference)), Is.EqualTo(new[] { (true, 0m), (true, 0m) }));

        (decimal, decimal, decimal, decimal, decimal) Bills()
        {
            var rows = _export.Tenant.AllUnits.ToDictionary(row => row.Start, row => row.Price);
            decimal Charge(int month) => _export.Tenant.AllCharges.Single(charge => charge.DatePurchased.Month == month).Amount;
            return (rows[new DateOnly(2026, 10, 1)], rows[new DateOnly(2026, 11, 1)], rows[new DateOnly(2026, 12, 1)], Charge(10), Charge(11));
        }
    }

    [Test]
    public async Task Undo_UnchangedMonth_TakesNothingOfTheMonthBefore()
    {
        _contoso.Bill(Seats(October8, 10));
        await _export.RunAsync(October9);
        _contoso.Bill(Seats(November8, 10));
        await _export.RunAsync(November9);

        var refusal = await Assert.ThrowsAsync<MustFixException>(() => PlanAsync(November, November9));
        var october = await ShowAsync(await PlanAsync(October, November9), November9);

        Assert.That(refusal!.Message, Does.Contain("nothing to undo"));
        Assert.That(october.Subscriptions, Is.Empty);
        Assert.That(october.NotUndone[0].Money, Is.EqualTo(206m));
        Assert.That(october.NotUndone[0].What, Does.Contain("The bill of 2026-11 goes by contract service"));
    }

    [Test]
    public async Task Undo_TwoMonthsNewestFirst_TakesBothBack()
    {
        _contoso.Bill(Seats(October8, 10));
        await _export.RunAsync(October9);
        _contoso.Bill(Seats(November8, 12));
        await _export.RunAsync(November9);

        await ApproveAsync(await PlanAsync(November, November9), November9);
        await ApproveAsync(await PlanAsync(October, November9), November9);

        Assert.That(_export.Failures, Is.Empty);
        Assert.That(_export.Tenant.AllUnits.Select(row => row.Units).Distinct(), Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public async Task Undo_PostedPeriodAndBilledCharge_AreLeftToAPersonWithTheMoney()
    {
        _contoso.Bill(Seats(October8, 10), BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 20.60m), Azure(October8, 100.10m));
        await _export.RunAsync(October9);
        _export.Tenant.Post(ServiceOf("CM-S1"), new DateOnly(2026, 10, 1));
        _export.Tenant.BillCharge(_export.Tenant.AllCharges.Single().Id);

        var planId = await PlanAsync(October, October9);
        var plan = await ShowAsync(planId, October9);
        await ApproveAsync(planId, October9);

        Assert.Multiple(() =>
        {
            Assert.That(plan.Subscriptions.Select(entry => (entry.Key, entry.Now, entry.Then)), Is.EqualTo(new[] { ("s2", 61.80m, 0m) }));
            Assert.That(plan.NotUndone.Where(left => left.Money != 0).Select(left => (left.Key, left.Money)), Is.EquivalentTo(new[] { ("s1", 206m), ("a1", 100.10m) }));
            Assert.That(plan.NotUndone.Single(left => left.Key == "s1" && left.Money != 0).Action, Does.StartWith("Credit EUR 206.00 to the customer in Autotask"));
            Assert.That(plan.NotUndone.Single(left => left.Key == "a1" && left.Money != 0).Action, Is.EqualTo("Credit EUR 100.10 to the customer in Autotask."));
            Assert.That(_export.Tenant.UnitsOf(ServiceOf("CM-S1"))[0].Units, Is.EqualTo(10));
            Assert.That(_export.Tenant.UnitsOf(ServiceOf("CM-S2"))[0].Units, Is.Zero);
            Assert.That(_export.Failures, Is.Empty);
        });
        var told = (await OutcomesAsync(October)).Single(row => row.SubscriptionKey == "s1");
        Assert.That((told.Outcome, told.Exported), Is.EqualTo((Outcome.Held, 206m)));
        Assert.That(told.Reason, Does.Contain("is approved and posted"));
    }

    [Test]
    public async Task Undo_WhatAPersonChanged_IsLeftAsItIs()
    {
        _contoso.Bill(Seats(October8, 10), BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 20.60m), Azure(October8, 100.10m));
        await _export.RunAsync(October9);
        _export.Tenant.AdjustByHand(ServiceOf("CM-S1"), 2, new DateOnly(2026, 12, 1));
        var charge = _export.Tenant.AllCharges.Single().Id;
        _export.Tenant.EditByHand("ContractCharges", charge, "unitPrice", 90m);

        var planId = await PlanAsync(October, October9);
        var plan = await ShowAsync(planId, October9);
        await ApproveAsync(planId, October9);

        Assert.That(plan.Subscriptions.Select(entry => entry.Key), Is.EqualTo(["s2"]));
        Assert.That(plan.NotUndone.Where(left => left.What.StartsWith("Somebody changed", StringComparison.Ordinal)).Select(left => (left.Key, left.Money)), Is.EquivalentTo(new[] { ("s1", 206m), ("a1", 90m) }));
        Assert.That(_export.Tenant.UnitsOf(ServiceOf("CM-S1")).Take(3).Select(row => row.Units), Is.EqualTo(new[] { 10, 10, 12 }));
        Assert.That(_export.Tenant.AllCharges.Single().Amount, Is.EqualTo(90m));
    }

    [Test]
    public async Task Undo_AutotaskTakesNoSecondChangeOfTheDay_TakesNoOtherDayAndSaysWhatToDo()
    {
        _export.Tenant.Rules.SecondAdjustments = SecondAdjustment.Refuse;
        _contoso.Bill(Seats(October8, 10), Azure(October8, 100.10m));
        await _export.RunAsync(October9);

        var planId = await PlanAsync(October, October9);
        await ApproveAsync(planId, October9);

        var told = (await OutcomesAsync(October)).Single(row => row.SubscriptionKey == "s1");
        Assert.Multiple(() =>
        {
            Assert.That(_export.Failures, Is.Empty);
            Assert.That(_export.Tenant.AllAdjustments, Has.Count.EqualTo(1), "the next bill needs the days of its own periods");
            Assert.That(_export.Tenant.AllCharges.Single().Amount, Is.Zero);
            Assert.That((told.Outcome, told.Exported), Is.EqualTo((Outcome.Held, 206m)));
            Assert.That(told.Reason, Does.Contain("takes no second change").And.Contain("2026-10-01"));
            Assert.That(told.Action, Does.Contain("to 0 units at 20.60 from 2026-10-01 on by hand in Autotask, or credit EUR 206.00"));
        });
        var plan = await ShowAsync(planId, October9);
        Assert.That(plan.NotUndone.Select(left => left.What), Has.Some.Contains("takes no second change"), "the plan's page tells it as well");
        await ReplayAsync(October, October9);
        Assert.That((await OutcomesAsync(October)).Select(row => (row.Outcome.IsFinal(), row.Difference)), Is.EqualTo(new[] { (true, 0m), (true, 0m) }));
    }

    [Test]
    public async Task Undo_StateMovedAfterApproval_WritesNothingAndWaitsForANewWord()
    {
        _contoso.Bill(Seats(October8, 10), Azure(October8, 100.10m));
        await _export.RunAsync(October9);
        var planId = await PlanAsync(October, October9);
        _export.Tenant.BillCharge(_export.Tenant.AllCharges.Single().Id);
        var writes = _export.Autotask.Calls.Writes.Count;

        await ApproveAsync(planId, October9);
        var anew = await UndoAsync(October);
        var old = await ShowAsync(planId, October9);

        Assert.That(_export.Autotask.Calls.Writes, Has.Count.EqualTo(writes));
        Assert.That((anew!.State, anew.PlanId == planId), Is.EqualTo((UndoState.Planned, false)));
        Assert.That(anew.Problem, Does.Contain("made anew"));
        Assert.That(old.Over, Does.Contain("counts no longer"));
        var refused = await Assert.ThrowsAsync<MustFixException>(() => ApproveAsync(planId, October9));
        Assert.That(refused!.Message, Is.EqualTo(old.Over), "the page and the route say the same");
        await ApproveAsync(anew.PlanId, October9);
        Assert.That(_export.Tenant.AllUnits, Has.All.Matches<UnitRow>(row => row!.Units == 0));
    }

    [Test]
    public async Task Undo_ApprovedTwice_IsDoneOnce()
    {
        _contoso.Bill(Seats(October8, 10));
        await _export.RunAsync(October9);
        var planId = await PlanAsync(October, October9);

        await using (var provider = _export.Build(October9))
        {
            await provider.GetRequiredService<PlanDecisions>().ApproveAsync(planId, "Ada", "", CancellationToken.None);
            await provider.GetRequiredService<PlanDecisions>().ApproveAsync(planId, "Eve", "", CancellationToken.None);
            await _export.PumpAsync(provider);
        }

        await SendAsync(planId, October9);
        Assert.That(_export.Failures, Is.Empty);
        Assert.That(_export.Tenant.AllAdjustments, Has.Count.EqualTo(2));
        await Assert.ThrowsAsync<MustFixException>(() => ApproveAsync(planId, October9));
        await Assert.ThrowsAsync<MustFixException>(() => PlanAsync(October, October9));
    }

    [Test]
    public async Task Undo_WordOnAnEarlierUndo_CountsForNoLaterOne()
    {
        _contoso.Bill(Seats(October8, 10));
        await _export.RunAsync(October9);
        var first = await PlanAsync(October, October9);
        await ApproveAsync(first, October9);
        await ReplayAsync(October, October9);
        var writes = _export.Autotask.Calls.Writes.Count;

        var second = await PlanAsync(October, October9);
        await SendAsync(first, October9);
        await SendAsync(second, October9);

        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That(_export.Autotask.Calls.Writes, Has.Count.EqualTo(writes));
    }

    [Test]
    public async Task Undo_BillChangesLater_StaysHeldUntilTheReplay()
    {
        _contoso.Bill(Seats(October8, 10));
        await _export.RunAsync(October9);
        await ApproveAsync(await PlanAsync(October, October9), October9);
        _contoso.Bill(BrokerLine.Of(October8, "S3", "P1", 1, 16.90m, 20.60m));
        var writes = _export.Autotask.Calls.Writes.Count;

        var held = await _export.RunAsync("2026-10-10");
        var writesWhileHeld = _export.Autotask.Calls.Writes.Count - writes;
        await ReplayAsync(October, "2026-10-10");

        Assert.That((held.Rows.Count, held.Rows.All(row => row.Outcome == Outcome.Held), writesWhileHeld), Is.EqualTo((2, true, 0)));
        Assert.That((await OutcomesAsync(October)).Sum(row => row.Exported), Is.EqualTo(226.60m));
        await Assert.ThrowsAsync<MustFixException>(() => ReplayAsync(October, "2026-10-10"));
    }

    [Test]
    public async Task Undo_ShadowMode_IsRefused()
    {
        _contoso.Bill(Seats(October8, 10));
        await _export.RunAsync(October9);
        var planId = await PlanAsync(October, October9);
        _export.Settings["Export:Mode"] = "Shadow";
        var writes = _export.Autotask.Calls.Writes.Count;

        await Assert.ThrowsAsync<MustFixException>(() => PlanAsync(October, October9));
        await ApproveAsync(planId, October9);

        Assert.That(_export.Autotask.Calls.Writes, Has.Count.EqualTo(writes));
    }

    private static BrokerLine Seats(DateOnly day, decimal quantity) => BrokerLine.Of(day, "S1", "P1", quantity, 16.90m, 20.60m);

    private static BrokerLine Azure(DateOnly day, decimal amount) => BrokerLine.Of(day, "A1", "Azure plan", 1, amount * 0.8m, amount) with { ServiceName = "Microsoft Azure" };

    private long ServiceOf(string contract) => _export.Tenant.ServicesOf(_export.Tenant.FindContract(contract)!.Id).Single().Id;

    private async Task<string> PlanAsync(BillMonth month, string day)
    {
        await using var provider = _export.Build(day);
        return await provider.GetRequiredService<BillUndos>().PlanAsync(month, _contoso.Id, new PlanUndo("Ada", "wrong customer"), CancellationToken.None);
    }

    private async Task<PlanView> ShowAsync(string planId, string day)
    {
        await using var provider = _export.Build(day);
        return (await provider.GetRequiredService<PlanViews>().FindAsync(planId, CancellationToken.None))!;
    }

    private Task ApproveAsync(string planId, string day) => DecideAsync(day, decisions => decisions.ApproveAsync(planId, "Ada", "looked at", CancellationToken.None));

    private async Task DecideAsync(string day, Func<PlanDecisions, Task> decide)
    {
        await using var provider = _export.Build(day);
        await decide(provider.GetRequiredService<PlanDecisions>());
        await _export.PumpAsync(provider);
    }

    /// <summary>Delivers a plan's message whether anybody approved it or not.</summary>
    private async Task SendAsync(string planId, string day)
    {
        await using var provider = _export.Build(day);
        var row = (await provider.GetRequiredService<ExportTables>().Bills.ListAllAsync(CancellationToken.None)).Single();
        await provider.GetRequiredService<ExportQueues>().ExportPlans.SendAsync(new ExportPlanMessage(row.Month, row.Organization.Id, row.Hash, "late", planId), CancellationToken.None);
        await _export.PumpAsync(provider);
    }

    private async Task ReplayAsync(BillMonth month, string day)
    {
        await using var provider = _export.Build(day);
        await provider.GetRequiredService<BillUndos>().ReplayAsync(month, _contoso.Id, CancellationToken.None);
        await _export.PumpAsync(provider);
    }

    private async Task<BillUndo?> UndoAsync(BillMonth month)
    {
        await using var provider = _export.Build(October9);
        return (await provider.GetRequiredService<ExportTables>().Undos.ListAsync(month.ToString(), CancellationToken.None)).SingleOrDefault();
    }

    private async Task<IReadOnlyList<SavedOutcome>> OutcomesAsync(BillMonth month)
    {
        await using var provider = _export.Build(October9);
        return await provider.GetRequiredService<ExportTables>().Outcomes.ListStartingAsync(ExportTables.MonthStart(month), CancellationToken.None);
    }
}
