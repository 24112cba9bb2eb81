using CloudmoreAutotask.Functions;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.LocalHost.Functions;
using CloudmoreAutotask.LocalHost.Queues;
using CloudmoreAutotask.LocalHost.Running;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>Two hosts on one storage account, each by the product's host.json as it is deployed, under load.</summary>
[Parallelizable]
public sealed class TwoHostsTests
{
    private const int Organizations = 20;
    private const int ThreadLimit = 3;

    private static readonly DateOnly October = new(2026, 10, 8);

    [Test]
    public async Task Hosts_ManyOrganizationsAtOnce_KeepTheThreadLimitAndWriteEverythingOnce()
    {
        await using var export = await ExportHarness.StartAsync();
        Bill(export);
        // Calls that take a while overlap.
        export.Tenant.Rules.Latency = TimeSpan.FromMilliseconds(15);
        await using var first = export.Build("2026-10-09");
        await using var second = export.Build("2026-10-09");
        var counts = new[] { new Count(), new Count() };

        using (var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2)))
        {
            // Of several hosts one fires the timer; both serve the queues.
            var hosts = Task.WhenAll(
                Runner(export, first, counts[0], typeof(DetectNewBills), typeof(PlanExport), typeof(ApplyPlan)).StayUpAsync(() => Task.CompletedTask, stop.Token),
                Runner(export, second, counts[1], typeof(PlanExport), typeof(ApplyPlan)).StayUpAsync(() => Task.CompletedTask, stop.Token));
            while (!stop.IsCancellationRequested && (await OutcomesAsync(first)).Count < Organizations * 3)
                await Task.Delay(TimeSpan.FromMilliseconds(250), CancellationToken.None);
            await stop.CancelAsync();
            await hosts;
        }

        var calls = export.Autotask.Calls;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await OutcomesAsync(first)).Select(outcome => outcome.Outcome), Is.EqualTo(Enumerable.Repeat(Outcome.Created, Organizations * 3)));
            Assert.That(counts.Select(count => count.Ended), Is.All.Positive, "both hosts take messages");
            Assert.That(calls.ByEntity.Keys.ToDictionary(entity => entity, calls.MaxInFlight).Where(entity => entity.Value > ThreadLimit), Is.Empty, "calls in flight together to one entity");
            Assert.That(calls.MaxInFlight("Contracts"), Is.AtLeast(2), "there is load");
            Assert.That(calls.All.Where(call => call.Status is 429 or 500), Is.Empty, "nothing was refused for its number");
            Assert.That(
                (export.Tenant.AllContracts.Count, export.Tenant.AllAdjustments.Count, export.Tenant.AllCharges.Count),
                Is.EqualTo((Organizations * 3, Organizations * 2, Organizations)), "each is written once");
        }
    }

    private static void Bill(ExportHarness export)
    {
        export.Settings["Export:Schedule"] = "0 0 4 * * *";
        for (var number = 0; number < Organizations; number++)
        {
            export.Organization($"Organization {number}").Bill(
                BrokerLine.Of(October, $"S{number}", "P1", 10, 16.90m, 20.60m),
                BrokerLine.Of(October, $"T{number}", "P2", 3, 4m, 5m),
                BrokerLine.Of(October, $"A{number}", "VM", 1.25m, 8m, 10m) with { ServiceName = "Microsoft Azure" });
        }
    }

    private static FunctionRunner Runner(ExportHarness export, IServiceProvider services, Count count, params Type[] functions)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(export.Settings).Build();
        return new FunctionRunner(
            FunctionCatalog.Find(functions, settings), HostFile.Read(Path.Combine(Repository.Root, "host.json")), QueueAccounts.Of(settings, services),
            services.GetRequiredService<ProductClock>(), new FunctionInvoker(services), new RunState(new OpenWork(TimeProvider.System), count),
            services.GetRequiredService<PostponedMessages>(), unfinished: null, NullLogger<FunctionRunner>.Instance);
    }

    private static async Task<IReadOnlyList<SavedOutcome>> OutcomesAsync(IServiceProvider services) =>
        await services.GetRequiredService<ExportTables>().Outcomes.ListAllAsync(CancellationToken.None);

    private sealed class Count : IRunWatcher
    {
        private int ended;

        public int Ended => Volatile.Read(ref ended);

        public void Began(string function)
        {
        }

        void IRunWatcher.Ended(string function, CallEnd end) => Interlocked.Increment(ref ended);
    }
}
