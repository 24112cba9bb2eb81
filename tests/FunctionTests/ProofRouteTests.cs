using System.Text.Json;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>The proof of a month: what Autotask says when it is read back, and the money that nobody looks after.</summary>
public sealed class ProofRouteTests
{
    private const string October9 = "2026-10-09";
    private static readonly DateOnly October8 = new(2026, 10, 8);
    private static readonly DateOnly January1 = new(2026, 1, 1);

    private RouteBench _bench = null!;

    [SetUp]
    public async Task SetUp() => _bench = await RouteBench.StartAsync();

    [TearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [Test]
    public async Task Proof_AfterARun_AllAgreeAndNothingIsWritten()
    {
        _bench.Export.Organization("Contoso").Bill(
            BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(October8, "S2", "P2", 7, 1m, 1.115m), BrokerLine.Of(October8, "S1", "P3", 2, 3m, 4.05m));
        await _bench.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        var writes = _bench.Export.Autotask.Calls.Writes.Count;

        var proof = await ProveAsync();

        Assert.That(proof.GetProperty("text").GetString(), Is.EqualTo("2 of 2 agree"));
        Assert.That(new[] { "forgotten", "inactive", "withoutContract" }.Select(name => proof.GetProperty(name).GetArrayLength()), Is.All.Zero);
        Assert.That(_bench.Export.Autotask.Calls.Writes, Has.Count.EqualTo(writes));
    }

    [Test]
    public async Task Proof_ChangedInAutotaskSince_NamesTheSubscriptionWithBothAmounts()
    {
        _bench.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(October8, "S2", "P1", 1, 16.90m, 20.60m));
        await _bench.Export.RunAsync(October9);
        var contract = _bench.Export.Tenant.AllContracts.Single(row => row.SubscriptionId == "S1");
        var service = _bench.Export.Tenant.AllContractServices.Single(row => row.ContractId == contract.Id);
        _bench.Export.Tenant.AdjustByHand(service.Id, 1, new DateOnly(2026, 10, 16));
        await _bench.OpenAsync(October9);

        var proof = await ProveAsync();
        var difference = proof.GetProperty("differences").EnumerateArray().Single();

        Assert.That(proof.GetProperty("text").GetString(), Is.EqualTo("1 of 2 agree"));
        Assert.That(difference.GetProperty("ledger").GetDecimal(), Is.EqualTo(206m));
        Assert.That(difference.GetProperty("autotask").GetDecimal(), Is.InRange(216m, 217m), "one seat more for half the month");
        Assert.That(difference.GetProperty("contractId").GetInt64(), Is.EqualTo(contract.Id));
    }

    [Test]
    public async Task Proof_MoneyThatNobodyLooksAfter_IsFoundWithWhatAYearCosts()
    {
        var company = _bench.Export.Tenant.AddCompany("Left");
        var catalogue = _bench.Export.Tenant.AddService("Product", 5m, 3m);
        var forgotten = _bench.Export.Tenant.AddContract(company, "gone", January1, new DateOnly(2028, 12, 31), subscriptionId: "S-GONE");
        _bench.Export.Tenant.AddContractService(forgotten, catalogue, 5m, 3m, units: 4);
        _bench.Export.Organization("Fabrikam", mapped: false).Bill(BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 20m));
        await _bench.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);

        var proof = await ProveAsync();
        var hunted = proof.GetProperty("forgotten").EnumerateArray().Single();
        var without = proof.GetProperty("withoutContract").EnumerateArray().Single();

        Assert.That((hunted.GetProperty("contractId").GetInt64(), hunted.GetProperty("yearly").GetDecimal()), Is.EqualTo((forgotten, 240m)));
        Assert.That((without.GetProperty("organizationName").GetString(), without.GetProperty("yearly").GetDecimal()), Is.EqualTo(("Fabrikam", 720m)));
    }

    [Test]
    public async Task Proof_NothingExported_IsNotThere()
    {
        await _bench.OpenAsync(October9);

        Assert.That((await _bench.SendAsync("GET", "api/bills/2026-10/proof")).Status, Is.EqualTo(404));
    }

    private Task<JsonElement> ProveAsync() => _bench.GetAsync("api/bills/2026-10/proof");
}
