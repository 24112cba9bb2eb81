using CloudmoreAutotask.Functions;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>What a broker reads when a bill cannot be exported, and that it goes on by itself once the cause is gone.</summary>
public sealed class OutcomeWordsTests
{
    private static readonly DateOnly November8 = new(2026, 11, 8);
    private static readonly Type[] All = [typeof(DetectNewBills), typeof(PlanExport), typeof(ApplyPlan)];

    private FunctionBench _bench = null!;

    [SetUp]
    public async Task SetUp() => _bench = await FunctionBench.StartAsync();

    [TearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [Test]
    public async Task Run_OrganizationWithoutCompany_EndsUnmappedWithTheMoneyAndWhatToDo()
    {
        Contoso().CustomProperties = [];

        var row = await OutcomeAsync(FunctionBench.Settled);

        Assert.Multiple(() =>
        {
            Assert.That((row.Outcome, row.Billed, row.Exported), Is.EqualTo((Outcome.Unmapped, 206m, 0m)));
            Assert.That(row.Reason, Is.EqualTo("The organization has no AutotaskCompanyID in Cloudmore."));
            Assert.That(row.Action, Does.StartWith("Set the organization's Autotask company id in Cloudmore"));
            Assert.That(_bench.Autotask.Calls.Writes, Is.Empty);
        });
    }

    [Test]
    public async Task Run_OrganizationUnknownToCloudmore_EndsUnmappedAndSaysSo()
    {
        var contoso = Contoso();
        _bench.Cloudmore.Faults.On("GET", "Organizations", Fault.Answer(404), times: int.MaxValue);

        var row = await OutcomeAsync(FunctionBench.Settled);

        Assert.Multiple(() =>
        {
            Assert.That((row.Outcome, row.Billed, row.Exported), Is.EqualTo((Outcome.Unmapped, 206m, 0m)));
            Assert.That(row.Reason, Is.EqualTo($"Cloudmore does not know the organization {contoso.Id} ('Contoso') that it bills."));
            Assert.That(_bench.Autotask.Calls.Writes, Is.Empty);
        });
    }

    [Test]
    public async Task Run_CompanyNobodyKnows_EndsUnmappedAndNamesTheId()
    {
        Contoso().CustomProperties = [new BrokerProperty("AutotaskCompanyID", "999999")];

        var row = await OutcomeAsync(FunctionBench.Settled);

        Assert.That(row.Outcome, Is.EqualTo(Outcome.Unmapped));
        Assert.That(row.Reason, Does.Contain("999999").And.Contain("not found in Autotask"));
    }

    [Test]
    public async Task Run_LineWithoutQuantity_IsHeldAndNamesLineAndField()
    {
        Contoso();
        _bench.Cloudmore.Behaviour.Renamed = _bench.Cloudmore.Behaviour.Renamed.Add("quantity", "seats");

        var row = await OutcomeAsync(FunctionBench.Settled);

        Assert.Multiple(() =>
        {
            Assert.That(row.Outcome, Is.EqualTo(Outcome.Held));
            Assert.That(row.Reason, Does.Contain("line 1 of service 'Microsoft CSP', product 'P1' has no 'quantity'").IgnoreCase);
            Assert.That(row.Action, Does.Contain("Cloudmore"));
            Assert.That(_bench.Autotask.Calls.Writes, Is.Empty);
        });
    }

    [Test]
    public async Task Run_WriteRefused_KeepsAutotasksWordsAndGoesOnOnceTheCauseIsGone()
    {
        Contoso();
        _bench.Autotask.Faults.On(call => call.IsWrite && call.Entity == "Contracts", Fault.Answer(500, """{"errors":["The contract category is required by your company."]}"""), times: int.MaxValue);

        var refused = await OutcomeAsync(FunctionBench.Settled);
        _bench.Autotask.Faults.Clear();
        var mended = await OutcomeAsync("2026-11-10");

        Assert.Multiple(() =>
        {
            Assert.That((refused.Outcome, refused.Exported), Is.EqualTo((Outcome.Refused, 0m)));
            Assert.That(refused.Reason, Does.Contain("The contract category is required by your company."));
            Assert.That(refused.Action, Is.Not.Empty);
            Assert.That((mended.Outcome, mended.Exported), Is.EqualTo((Outcome.Created, 206m)));
        });
    }

    private async Task<SavedOutcome> OutcomeAsync(string day)
    {
        await _bench.RunAsync(day, All);
        return (await _bench.OutcomesAsync()).Single();
    }

    private BrokerOrganization Contoso() => _bench.Organization("Contoso").Bill(BrokerLine.Of(November8, "S1", "P1", 10, 16.90m, 20.60m));
}
