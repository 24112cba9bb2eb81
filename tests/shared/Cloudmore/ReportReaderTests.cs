using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Cloudmore;

[NonParallelizable]
public sealed class ReportReaderTests
{
    private const string Sample =
        """
         { "Status" : "Done", "meta":{"organizations":[{"not":"this"}],"status":"Failed"}, "startDate":"2026-10-01", "ORGANIZATIONS" : [ {"a":[1,{"b":"]}"}],"ü":"€"} , [1,[2]] ,null, 17,
         "te\"xt",{} ], "endDate":"2026-10-31", "list":[{"x":1}] }
        """;

    private static readonly string[] Elements = ["""{"a":[1,{"b":"]}"}],"ü":"€"}""", "[1,[2]]", "null", "17", "\"te\\\"xt\"", "{}"];

    [Test]
    public void Next_InWhateverChunks_GivesTheSameElements()
    {
        var sizes = ArbMap.Default.ArbFor<PositiveInt[]>();
        Prop.ForAll(sizes, chunks => ElementsOf(Encoding.UTF8.GetBytes(Sample), chunks).SequenceEqual(Elements, StringComparer.Ordinal)).QuickCheckThrowOnFailure();
    }

    [Test]
    public void Next_ByteByByteAfterAByteOrderMark_GivesTheElements()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Sample)];

        Assert.That(ElementsOf(bytes, [PositiveInt.NewPositiveInt(1)]), Is.EqualTo(Elements));
    }

    [Test]
    public void Next_CutAtAnyByte_Fails()
    {
        var bytes = Encoding.UTF8.GetBytes(Sample);
        for (var length = 1; length < bytes.Length - 1; length++)
        {
            var part = bytes[..length];
            Assert.That(() => ElementsOf(part, [PositiveInt.NewPositiveInt(7)]), Throws.InstanceOf<JsonException>(), $"cut after {length} bytes");
        }
    }

    [Test]
    public async Task Next_Nothing_IsNoReport()
    {
        await using var reader = ReaderOf(new MemoryStream());

        Assert.That(await reader.NextAsync(CancellationToken.None), Is.Null);
        Assert.That(reader.HasOrganizations, Is.False);
    }

    [Test]
    public async Task Next_BodyStops_TimesOut()
    {
        await using var reader = new ReportReader(new StuckStream(), FieldNames.From(new CloudmoreOptions()), new ReadLimit(TimeProvider.System, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)));

        await Assert.ThatAsync(() => reader.NextAsync(CancellationToken.None).AsTask(), Throws.TypeOf<TimeoutException>());
    }

    [Test]
    public async Task Next_BodyTricklesForEver_TimesOut()
    {
        var time = new SteppingTime();
        var body = new ChunkedStream(new GeneratedReport(int.MaxValue, 10).Bytes(), [PositiveInt.NewPositiveInt(100)], onRead: () => time.Advance(TimeSpan.FromSeconds(1)));
        await using var reader = new ReportReader(body, FieldNames.From(new CloudmoreOptions()), new ReadLimit(time, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)));

        await Assert.ThatAsync(() => AllAsync(reader), Throws.TypeOf<TimeoutException>());
    }

    [Test]
    public async Task Next_LargeReport_ReadsNoFurtherThanTheOrganizationAtHand()
    {
        const int organizations = 2_500;
        const int lines = 50;
        var generated = new GeneratedReport(organizations, lines);
        var sizes = Enumerable.Range(1, 400).Select(size => PositiveInt.NewPositiveInt((size * 7919 % 20_011) + 1)).ToArray();
        var body = new ChunkedStream(generated.Bytes(), sizes);
        await using var reader = ReaderOf(body);
        var window = new BillWindow(CloudmoreSetup.First, CloudmoreSetup.Last);
        var names = FieldNames.From(new CloudmoreOptions());
        var (read, total, peak, started) = (0, 0, 0L, GC.GetTotalMemory(forceFullCollection: true));
        var watch = Stopwatch.StartNew();

        while (await reader.NextAsync(CancellationToken.None) is { } element)
        {
            using (element)
                total += new OrganizationReading(names, window, ++read).Read(element.RootElement).Lines.Count;
            Assert.That(generated.Made - read, Is.LessThan(12), "organizations made before they were wanted");
            if (read % 500 == 0)
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - started);
        }

        TestContext.Out.WriteLine($"{total} lines, {generated.Length:N0} bytes in {watch.Elapsed}, at most {peak:N0} bytes held");
        Assert.That(total, Is.EqualTo(organizations * lines));
        Assert.That(peak, Is.LessThan(4_000_000), "bytes held while reading");
    }

    [Test]
    public async Task Next_OneHugeOrganization_TakesTimeInProportion()
    {
        var generated = new GeneratedReport(1, 60_000);
        await using var reader = ReaderOf(new ChunkedStream(generated.Bytes(), [PositiveInt.NewPositiveInt(1_021)]));
        var watch = Stopwatch.StartNew();

        Assert.That(await AllAsync(reader), Has.Count.EqualTo(1));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    private static ReportReader ReaderOf(Stream body) =>
        new(body, FieldNames.From(new CloudmoreOptions()), new ReadLimit(TimeProvider.System, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)));

    private static List<string> ElementsOf(byte[] bytes, PositiveInt[] chunks)
    {
        var reader = ReaderOf(new ChunkedStream([bytes], chunks));
        return AllAsync(reader).GetAwaiter().GetResult();
    }

    private static async Task<List<string>> AllAsync(ReportReader reader)
    {
        var all = new List<string>();
        while (await reader.NextAsync(CancellationToken.None) is { } element)
        {
            using (element)
                all.Add(element.RootElement.GetRawText());
        }

        return all;
    }

    /// <summary>Makes a report piece by piece, while it is read.</summary>
    private sealed class GeneratedReport(int organizations, int lines)
    {
        public int Made { get; private set; }

        public long Length { get; private set; }

        public IEnumerable<byte[]> Bytes()
        {
            yield return "{\"startDate\":\"2026-10-01\",\"organizations\":["u8.ToArray();
            var all = string.Join(',', Enumerable.Repeat(TestReport.Line, lines));
            for (var number = 0; number < organizations; number++)
            {
                Made++;
                var bytes = Encoding.UTF8.GetBytes((number == 0 ? "" : ",") + TestReport.Organization(all, number.ToString(CultureInfo.InvariantCulture)));
                Length += bytes.Length;
                yield return bytes;
            }

            yield return "],\"endDate\":\"2026-10-31\"}"u8.ToArray();
        }
    }

    /// <summary>Gives pieces out in chunks of the given sizes, over and over.</summary>
    private sealed class ChunkedStream(IEnumerable<byte[]> pieces, PositiveInt[] sizes, Action? onRead = null) : ReadOnlyStream
    {
        private readonly IEnumerator<byte[]> source = pieces.GetEnumerator();
        private ReadOnlyMemory<byte> left;
        private int reads;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            onRead?.Invoke();
            while (left.IsEmpty)
            {
                if (!source.MoveNext())
                    return 0;
                left = source.Current;
            }

            var size = sizes.Length == 0 ? buffer.Length : sizes[reads++ % sizes.Length].Get;
            var count = Math.Min(Math.Min(size, left.Length), buffer.Length);
            left[..count].CopyTo(buffer);
            left = left[count..];
            return count;
        }
    }

    private sealed class StuckStream : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
