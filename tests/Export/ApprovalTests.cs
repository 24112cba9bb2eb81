using System.Globalization;
using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>Export rules, "Plan, then apply": the modes Approve and Shadow on the whole export.</summary>
public sealed class ApprovalTests
{
    private const string October9 = "2026-10-09";
    private static readonly DateOnly October8 = new(2026, 10, 8);

    private ExportHarness _export = null!;
    private long _company;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        _export.Settings["Export:Mode"] = "Approve";
        _company = _export.Tenant.AddCompany("Contoso");
        _export.Cloudmore.Broker.Add("Contoso", companyId: _company.ToString(CultureInfo.InvariantCulture)).Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Approve_PlanThatWaits_IsWrittenAsItWasShown()
    {
        var waiting = (await _export.RunAsync(October9)).Rows.Single();
        var writesBefore = _export.Autotask.Calls.Writes.Count;

        await DecideAsync(October9, decisions => decisions.ApproveAsync(waiting.PlanId!, "Ada", "looked at", CancellationToken.None));

        var done = (await OutcomesAsync()).Single();
        var next = await _export.RunAsync("2026-10-10");
        Assert.Multiple(() =>
        {
            Assert.That((waiting.Outcome, waiting.Exported, writesBefore), Is.EqualTo((Outcome.Held, 0m, 0)));
            Assert.That(waiting.Reason, Does.StartWith("Waits for approval").And.Contains("10 units at 20.60"));
            Assert.That((done.Outcome, done.Exported, done.PlanId), Is.EqualTo((Outcome.Created, 206m, (string?)null)));
            Assert.That(_export.Failures, Is.Empty);
            Assert.That(next.Rows, Is.Empty);
        });
    }

    [Test]
    public async Task Run_WaitingPlanUnchanged_WaitsOnUnderTheSameName()
    {
        var first = (await _export.RunAsync(October9)).Rows.Single();

        var second = (await _export.RunAsync("2026-10-10")).Rows.Single();

        Assert.That((second.Outcome, second.PlanId, second.FirstRunId), Is.EqualTo((Outcome.Held, first.PlanId, first.FirstRunId)));
        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
    }

    [Test]
    public async Task Approve_StateMovedMeanwhile_WritesNothingAndShowsANewPlan()
    {
        var waiting = (await _export.RunAsync(October9)).Rows.Single();
        _export.Tenant.AddContract(_company, "made meanwhile", new DateOnly(2026, 1, 1), new DateOnly(2028, 12, 31), subscriptionId: "S1");

        await DecideAsync(October9, decisions => decisions.ApproveAsync(waiting.PlanId!, "Ada", "", CancellationToken.None));

        var outcome = (await OutcomesAsync()).Single();
        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
        Assert.That((outcome.Outcome, outcome.PlanId == waiting.PlanId), Is.EqualTo((Outcome.Held, false)));
    }

    [Test]
    public async Task Reject_Plan_WaitsOnWithWhoAndWhy()
    {
        var waiting = (await _export.RunAsync(October9)).Rows.Single();

        await DecideAsync(October9, decisions => decisions.RejectAsync(waiting.PlanId!, "Ada", "too many seats", CancellationToken.None));
        var next = (await _export.RunAsync("2026-10-10")).Rows.Single();

        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
        Assert.That((next.Outcome, next.Reason), Is.EqualTo((Outcome.Held, next.Reason)));
        Assert.That(next.Reason, Does.StartWith("Rejected by Ada: too many seats."));
    }

    [Test]
    public async Task Apply_PlanThatNobodyApproved_WritesNothing()
    {
        var waiting = (await _export.RunAsync(October9)).Rows.Single();
        await using var provider = _export.Build(October9);

        await provider.GetRequiredService<ExportQueues>().ExportPlans.SendAsync(
            new ExportPlanMessage(waiting.Month, waiting.OrganizationId, waiting.Hash, waiting.RunId, waiting.PlanId!), CancellationToken.None);
        await _export.PumpAsync(provider);

        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
        Assert.That((await OutcomesAsync()).Single().Outcome, Is.EqualTo(Outcome.Held));
    }

    [Test]
    public async Task Approve_ExpiredUnknownOrChanged_IsSaid()
    {
        var waiting = (await _export.RunAsync(October9)).Rows.Single();

        await Assert.ThrowsAsync<MustFixException>(() => DecideAsync("2026-10-30", decisions => decisions.ApproveAsync(waiting.PlanId!, "Ada", "", CancellationToken.None)));
        await Assert.ThrowsAsync<MustFixException>(() => DecideAsync(October9, decisions => decisions.ApproveAsync("2026-10/c9/none", "Ada", "", CancellationToken.None)));
        _export.Cloudmore.Broker.Organizations.Single().Bill(BrokerLine.Of(October8, "S2", "P1", 1, 16.90m, 20.60m));
        await _export.RunAsync("2026-10-10");
        await Assert.ThrowsAsync<MustFixException>(() => DecideAsync(October9, decisions => decisions.ApproveAsync(waiting.PlanId!, "Ada", "", CancellationToken.None)));
        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
    }

    [Test]
    public async Task Approve_PlanThatIsWritten_IsRefusedInTheWordsOfThePlan()
    {
        var waiting = (await _export.RunAsync(October9)).Rows.Single();
        await DecideAsync(October9, decisions => decisions.ApproveAsync(waiting.PlanId!, "Ada", "", CancellationToken.None));
        var writes = _export.Autotask.Calls.Writes.Count;

        var refused = await Assert.ThrowsAsync<MustFixException>(() => DecideAsync(October9, decisions => decisions.ApproveAsync(waiting.PlanId!, "Eve", "", CancellationToken.None)));

        await using var provider = _export.Build(October9);
        var plan = await provider.GetRequiredService<PlanViews>().FindAsync(waiting.PlanId!, CancellationToken.None);
        Assert.That((refused!.Message, plan!.Over), Is.EqualTo(("The bill is exported.", "The bill is exported.")));
        Assert.That((plan.Decision!.Who, _export.Autotask.Calls.Writes.Count), Is.EqualTo(("Ada", writes)));
    }

    [Test]
    public async Task Approve_PeriodClosesWhileWriting_WritesNothingBeyondThePlan()
    {
        await ApproveAsync(October9);
        _export.Cloudmore.Broker.Organizations.Single().Bill(BrokerLine.Of(new DateOnly(2026, 11, 8), "S1", "P1", 12, 16.90m, 20.60m));
        _export.Autotask.Faults.On("POST", "ContractServiceAdjustments", Fault.Answer(500, """{"errors":["Attempt to insert duplicate data into contract_service_period"]}"""));

        await ApproveAsync("2026-11-09");

        var outcome = (await OutcomesAsync()).Single(row => row.Month.Month == 11);
        Assert.That(_export.Tenant.AllAdjustments, Has.Count.EqualTo(1), "the change of December was not approved");
        Assert.That((outcome.Outcome, outcome.Exported), Is.EqualTo((Outcome.Held, 206m)));
        await ApproveAsync("2026-11-10");
        Assert.That(_export.Tenant.AllAdjustments.Select(adjustment => adjustment.EffectiveDate), Does.Contain(new DateOnly(2026, 12, 1)));
    }

    [Test]
    public async Task Run_Shadow_WritesNothingUntilTheModeWrites()
    {
        _export.Settings["Export:Mode"] = "Shadow";
        var first = (await _export.RunAsync(October9)).Rows.Single();
        var second = (await _export.RunAsync("2026-10-10")).Rows.Single();
        var writes = _export.Autotask.Calls.Writes.Count;
        _export.Settings["Export:Mode"] = "Automatic";

        var third = (await _export.RunAsync("2026-10-11")).Rows.Single();

        Assert.That((first.Outcome, first.Exported, second.Outcome, writes), Is.EqualTo((Outcome.Created, 0m, Outcome.Created, 0)));
        Assert.That(first.Reason, Does.StartWith("Shadow: nothing is written. It would"));
        Assert.That((third.Outcome, third.Exported), Is.EqualTo((Outcome.Created, 206m)));
    }

    private async Task ApproveAsync(string day)
    {
        var waiting = (await _export.RunAsync(day)).Rows.Single(row => row.PlanId is not null);
        await DecideAsync(day, decisions => decisions.ApproveAsync(waiting.PlanId!, "Ada", "", CancellationToken.None));
    }

    private async Task DecideAsync(string day, Func<PlanDecisions, Task> decide)
    {
        await using var provider = _export.Build(day);
        await decide(provider.GetRequiredService<PlanDecisions>());
        await _export.PumpAsync(provider);
    }

    private async Task<IReadOnlyList<SavedOutcome>> OutcomesAsync()
    {
        await using var provider = _export.Build(October9);
        return await provider.GetRequiredService<ExportTables>().Outcomes.ListAllAsync(CancellationToken.None);
    }
}
