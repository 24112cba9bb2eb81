using System.Text.RegularExpressions;
using CloudmoreAutotask.Simulators.Faults;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Crash;

/// <summary>
/// Each call to Autotask of the busy month in turn goes wrong in the ways that Autotask has; the run comes to rest by itself, and Autotask and the ledger hold what
/// they would hold had nothing happened.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed partial class CallFaultTests
{
    private const int SideBySide = 3;
    private const int ReadAttempts = 4;
    private const int BusyAttempts = 12;

    private static readonly Fault ThreadLimit = Fault.Answer(500, """{"errors":["Thread Threshold Exceeded - The Autotask API thread threshold of 3 threads has been exceeded."]}""");
    private static readonly Fault DatabaseBusy = Fault.Answer(500, """{"errors":["Execution Timeout Expired. The timeout period elapsed prior to completion of the operation."]}""");

    // One thing in a row, and how often.
    private static readonly (string Name, Fault Fault, int Times)[] OnWrites =
    [
        ("dropped after it took effect", Fault.DropAfter, 1),
        ("dropped before", Fault.DropBefore, 1),
        ("500 without errors, done", Fault.ServerError.OnceDone(), 1),
        ("500 without errors, not done", Fault.ServerError, 1),
        ("HTML page, done", Fault.HtmlError.OnceDone(), 1),
        ("HTML page, not done", Fault.HtmlError, 1),
        ("429", Fault.TooManyCalls(), 1),
        ("429 with Retry-After", Fault.TooManyCalls(TimeSpan.FromSeconds(1)), 1),
        ("500 for too many threads", ThreadLimit, 1),
        ("500 for a busy database, done", DatabaseBusy.OnceDone(), 1),
        ("dropped before, three times", Fault.DropBefore, 3),
        ("429 for longer than it is tried", Fault.TooManyCalls(), BusyAttempts + 1),
    ];

    private static readonly (string Name, Fault Fault, int Times)[] OnReads =
    [
        ("429", Fault.TooManyCalls(), 1),
        ("429 with Retry-After", Fault.TooManyCalls(TimeSpan.FromSeconds(1)), 1),
        ("429 for longer than it is tried", Fault.TooManyCalls(), BusyAttempts + 1),
        ("500 for too many threads", ThreadLimit, 1),
        ("dropped", Fault.DropAfter, 1),
        ("500 without errors for longer than it is tried", Fault.ServerError, ReadAttempts),
        ("HTML page", Fault.HtmlError, 1),
        ("answered late", Fault.DelayAfter(TimeSpan.FromSeconds(0.5)), 1),
    ];

    [TestCaseSource(nameof(CasesOnWrites))]
    public async Task Run_FaultOnEachWrite_EndsAsUninterrupted(int number)
    {
        var (whole, (_, fault, times)) = (await Uninterrupted.GetAsync(), OnWrites[number]);

        // Two faults for every write, unless all are asked for.
        var writes = whole.Writes.Where((_, write) => Uninterrupted.IsComplete || ((write + number) % OnWrites.Length) is 0 or 7);
        await Uninterrupted.AssertAsync(writes, SideBySide, Uninterrupted.NoWait, async (export, write) =>
        {
            var rule = export.Autotask.Faults.On(call => call.IsWrite && Uninterrupted.NameOf(call) == write, fault, times: times);
            await export.RunAsync(BusyMonth.Day);
            return rule.Fired == times ? null : $"the fault happened {rule.Fired} times";
        });
    }

    [TestCaseSource(nameof(CasesOnReads))]
    public async Task Run_FaultOnEachRead_EndsAsUninterrupted(int number)
    {
        var (whole, (_, fault, times)) = (await Uninterrupted.GetAsync(), OnReads[number]);
        var missed = 0;
        var reads = Enumerable.Range(1, whole.Reads).Where(read => Uninterrupted.IsComplete || read % OnReads.Length == number).ToList();
        await Uninterrupted.AssertAsync(reads, SideBySide, Uninterrupted.NoWait, async (export, read) =>
        {
            var rule = export.Autotask.Faults.On(call => !call.IsWrite, fault, read, times);
            await export.RunAsync(BusyMonth.Day);

            // Reads that come together are made as one, so that now and then a run needs fewer.
            if (rule.Seen < read)
                Interlocked.Increment(ref missed);
            return null;
        });
        Assert.That(missed, Is.LessThanOrEqualTo(reads.Count / 2), "reads that did not occur");
    }

    /// <summary>Rows hidden from a read hold a bill, or what it finds missing; the next day, when they are to be seen again, it goes on.</summary>
    [Test]
    public async Task Run_RowsHiddenFromEachRead_EndsAsUninterrupted()
    {
        var whole = await Uninterrupted.GetAsync();
        var reads = Enumerable.Range(1, whole.Reads).Where(read => Uninterrupted.IsComplete || read % 2 == 0);
        await Uninterrupted.AssertAsync(
            reads,
            SideBySide,
            Uninterrupted.NoWait,
            async (export, read) =>
            {
                export.Autotask.Faults.On(call => !call.IsWrite, Fault.HideRows(), read);
                await export.RunAsync(BusyMonth.Day);
                await export.RunAsync(BusyMonth.NextDay);
                return null;
            },
            ignore: state => DonePattern().Replace(state, "Done"));
    }

    private static IEnumerable<TestCaseData> CasesOnWrites() => OnWrites.Select((fault, number) => new TestCaseData(number).SetArgDisplayNames(fault.Name));

    private static IEnumerable<TestCaseData> CasesOnReads() => OnReads.Select((fault, number) => new TestCaseData(number).SetArgDisplayNames(fault.Name));

    // What the first day did is unchanged on the second.
    [GeneratedRegex("Created|Updated|Unchanged", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DonePattern();
}
