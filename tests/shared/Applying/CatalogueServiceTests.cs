using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.Faults;
using CloudmoreAutotask.Tests.Export;
using CloudmoreAutotask.Tests.Export.Crash;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Applying;

/// <summary>A service of the catalogue belongs to no organization: every bill that needs it finds the one that was made, also when its making was never answered.</summary>
[Parallelizable]
public sealed class CatalogueServiceTests
{
    private const int Several = 4;

    private static readonly Fault[] Faults = [Fault.DropAfter, Fault.ServerError.OnceDone(), Fault.DropBefore, Fault.DropThenDo(TimeSpan.FromSeconds(0.5))];

    [Test]
    public async Task Run_ServiceUnanswered_IsMadeOnceForAllOrganizations([Range(0, 3)] int fault)
    {
        await using var export = await StartAsync();
        var rule = export.Autotask.Faults.On(call => call is { Entity: "Services", IsWrite: true }, Faults[fault]);

        await export.RunAsync("2026-10-09");

        Assert.That(rule.Fired, Is.EqualTo(1));
        AssertMadeOnce(export);
    }

    /// <summary>The process dies with the call on its way, so that another organization's bill, planned by the next process, must wait for it.</summary>
    [Test]
    public async Task Run_KilledWithAServiceOnItsWay_IsMadeOnceForAllOrganizations()
    {
        await using var export = await StartAsync();
        var kill = ProcessKill.Never;
        var rule = export.Autotask.Faults.On(
            call =>
            {
                var isService = call is { Entity: "Services", IsWrite: true };
                if (isService)
                    kill.Die();
                return isService;
            },
            Fault.DropThenDo(TimeSpan.FromSeconds(0.5)));

        await export.KillAsync("2026-10-09", kill);
        await export.RunAsync("2026-10-10");

        Assert.That(rule.Fired, Is.EqualTo(1));
        AssertMadeOnce(export);
    }

    /// <summary>Different bills make different services at the same time: the process dies with two of them on their way, and both take effect.</summary>
    [Test]
    public async Task Run_KilledWithTwoServicesOnTheirWay_EachIsMadeOnce()
    {
        await using var export = await StartSeveralAsync();
        var kill = ProcessKill.Never;
        var onTheWay = 0;
        var rule = export.Autotask.Faults.On(
            call =>
            {
                var isService = call is { Entity: "Services", IsWrite: true } && !kill.IsDead;
                if (isService && Interlocked.Increment(ref onTheWay) == 2)
                    kill.Die();
                return isService;
            },
            Fault.DropThenDo(TimeSpan.FromSeconds(0.5)),
            times: 2);

        await export.KillAsync("2026-10-09", kill);
        await export.RunAsync("2026-10-10");

        Assert.That(rule.Fired, Is.EqualTo(2));
        AssertEachMadeOnce(export);
    }

    /// <summary>Every bill needs every service, and all of them at the same time.</summary>
    [Test]
    public async Task Run_BillsNeedTheSameNewServicesAtTheSameTime_EachIsMadeOnceAfterFewLooks()
    {
        await using var export = await StartSeveralAsync();

        await export.RunAsync("2026-10-09");

        AssertEachMadeOnce(export);
        // The fields, the run's own read, and a shared look or two.
        Assert.That(export.Autotask.Calls.Of("Services").Count(call => !call.IsWrite), Is.AtMost(6));
        Assert.That(export.Autotask.Calls.MaxInFlight("Services"), Is.AtMost(2));
    }

    /// <summary>A service whose making is never answered while others of the same bill and of other bills are made beside it.</summary>
    [Test]
    public async Task Run_SomeServicesUnanswered_EachIsMadeOnce([Range(0, 3)] int fault)
    {
        await using var export = await StartSeveralAsync();
        export.DroppedCalls = 3;
        var rule = export.Autotask.Faults.On(call => call is { Entity: "Services", IsWrite: true }, Faults[fault], nth: 2, times: 3);

        await export.RunAsync("2026-10-09");

        Assert.That(rule.Fired, Is.EqualTo(3));
        AssertEachMadeOnce(export);
    }

    private static async Task<ExportHarness> StartSeveralAsync()
    {
        var export = await ExportHarness.StartAsync();
        export.Settings["Limits:UnansweredWait"] = "00:00:01.5";
        foreach (var number in Enumerable.Range(0, Several))
            export.Organization($"Organization {number}").Bill(Enumerable.Range(0, Several).Select(product =>
                BrokerLine.Of(new DateOnly(2026, 10, 8), $"S{number}-{product}", $"P{(number + product) % Several}", 1, 16.90m, 20.60m)));
        return export;
    }

    private static void AssertEachMadeOnce(ExportHarness export)
    {
        Assert.That(export.Tenant.AllServices.Select(service => service.Sku).Order(StringComparer.Ordinal), Is.EqualTo(Enumerable.Range(0, Several).Select(product => $"CM:P{product}:monthly")));
        Assert.That(export.Tenant.AllContracts, Has.Count.EqualTo(Several * Several));
        Assert.That(export.Tenant.AllContractServices.GroupBy(service => service.ServiceId).Select(group => group.Count()), Is.EqualTo(Enumerable.Repeat(Several, Several)));
        Assert.That(export.Tenant.AllUnits.Where(row => row.Start == new DateOnly(2026, 10, 1)).Select(row => row.Units), Is.EqualTo(Enumerable.Repeat(1, Several * Several)));
    }

    private static async Task<ExportHarness> StartAsync()
    {
        var export = await ExportHarness.StartAsync();
        export.Settings["Limits:UnansweredWait"] = "00:00:01.5";
        foreach (var number in Enumerable.Range(1, 3))
            export.Organization($"Organization {number}").Bill(BrokerLine.Of(new DateOnly(2026, 10, 8), $"S{number}", "P1", number, 16.90m, 20.60m));
        return export;
    }

    private static void AssertMadeOnce(ExportHarness export)
    {
        var service = export.Tenant.AllServices.Single();
        Assert.That(service.Sku, Is.EqualTo("CM:P1:monthly"));
        Assert.That(export.Tenant.AllContractServices.Select(one => one.ServiceId), Is.EqualTo(new[] { service.Id, service.Id, service.Id }));
        Assert.That(export.Tenant.AllUnits.Where(row => row.Start == new DateOnly(2026, 10, 1)).Select(row => row.Units).Order(), Is.EqualTo(new[] { 1, 2, 3 }));
    }
}
