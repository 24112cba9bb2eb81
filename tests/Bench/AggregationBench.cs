using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Bench;

/// <summary>How long one bill took to aggregate.</summary>
/// <param name="Lines">Its billing lines.</param>
/// <param name="Way">The product's aggregation, or plain LINQ.</param>
/// <param name="Nanoseconds">The mean time.</param>
/// <param name="Bytes">Bytes allocated.</param>
internal sealed record AggregationRow(int Lines, string Way, double Nanoseconds, long Bytes);

/// <summary>Aggregates one organization bill, beside a plain LINQ version that groups and sums and minds none of the rules.</summary>
public class AggregationBench
{
    private const int LinesPerSubscription = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);
    private readonly BillAggregator _aggregator = new(new ServiceSelection([new ServiceOptions { Name = "Microsoft CSP", Kind = ServiceKind.Subscription }]), new PaymentFrequencyWords(new PaymentFrequencyOptions()));
    private OrganizationBill _bill = null!;

    /// <summary>The bill's size.</summary>
    [ParamsSource(nameof(Sizes))]
    public int Lines { get; set; }

    /// <summary>The sizes to measure.</summary>
    public static IReadOnlyList<int> Sizes { get; private set; } = [];

    /// <summary>Makes the bill.</summary>
    [GlobalSetup]
    public void SetUp() =>
        _bill = new OrganizationBill(new BillMonth(2026, 10), new BilledOrganization("o1", "Contoso", null, "EUR"), [.. Enumerable.Range(0, Lines).Select(Line)], []);

    /// <summary>As the product does it.</summary>
    [Benchmark]
    public int Product() => _aggregator.Aggregate(_bill).Subscriptions.Count;

    /// <summary>As one would write it down without the rules.</summary>
    [Benchmark(Baseline = true)]
    public int Linq() => _bill.Lines.GroupBy(line => line.SubscriptionId, StringComparer.OrdinalIgnoreCase)
        .Select(group => (group.Key, Quantity: group.Max(line => line.Quantity), Price: group.Max(line => line.UnitSalesPrice), Billed: group.Sum(line => line.TotalSales)))
        .ToList().Count;

    internal static IReadOnlyList<AggregationRow> Run(IReadOnlyList<int> sizes)
    {
        Sizes = sizes;
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(new InProcessEmitToolchain(Patience, logOutput: false)))
            .AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default)
            .AddLogger(NullLogger.Instance)
            .WithOptions(ConfigOptions.DisableLogFile);
        var summary = BenchmarkRunner.Run<AggregationBench>(config);
        return
        [
            .. summary.Reports.Select(report => new AggregationRow(
                (int)report.BenchmarkCase.Parameters[nameof(Lines)],
                report.BenchmarkCase.Descriptor.WorkloadMethod.Name,
                report.ResultStatistics?.Mean ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} did not run."),
                report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0)),
        ];
    }

    internal static ResultTable Table(IReadOnlyList<AggregationRow> rows) => new(
        "Aggregation",
        "One organization bill, three lines for each subscription (BenchmarkDotNet, short run). Plain LINQ groups and sums; it checks nothing and does not put lines in an order of their own.",
        ["Lines", "Way", "Lines a second", "ns a line", "Bytes a line"],
        [
            .. rows.Select(row => (IReadOnlyList<string>)
            [
                row.Lines.ToString("N0", CultureInfo.InvariantCulture), row.Way, (row.Lines / row.Nanoseconds * 1e9).ToString("N0", CultureInfo.InvariantCulture),
                (row.Nanoseconds / row.Lines).ToString("N0", CultureInfo.InvariantCulture), (row.Bytes / row.Lines).ToString("N0", CultureInfo.InvariantCulture),
            ]),
        ],
        Keys: 2);

    private static BillingLine Line(int number) => new()
    {
        BillingDate = new DateOnly(2026, 10, 1 + (number % LinesPerSubscription)),
        ServiceName = "Microsoft CSP",
        ProductId = string.Create(CultureInfo.InvariantCulture, $"PRODUCT-{number / LinesPerSubscription % 20}"),
        ProductName = "Microsoft 365 Business Premium",
        SubscriptionId = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{number / LinesPerSubscription:x12}"),
        SubscriptionName = "Head office",
        Quantity = 10 + (number % LinesPerSubscription),
        UnitCostPrice = 16.90m,
        UnitSalesPrice = 20.60m,
        TotalCost = (10 + (number % LinesPerSubscription)) * 16.90m,
        TotalSales = (10 + (number % LinesPerSubscription)) * 20.60m,
        CurrencyCode = "EUR",
        PaymentFrequency = "Monthly",
    };
}
