using System.Text.Json;
using Azure.Data.Tables;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Billing;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Storage;

public sealed class TableTests
{
    private static readonly DateTimeOffset At = new(2026, 10, 9, 4, 0, 0, 123, TimeSpan.Zero);

    private static readonly SavedOutcome SavedOutcome = new()
    {
        Month = Bills.October,
        OrganizationId = "c1",
        OrganizationName = "Contoso 'Ö' 🙂",
        SubscriptionKey = "s1",
        SubscriptionName = "2026-10-01T00:00:00Z",
        Outcome = Outcome.Deferred,
        Currency = "EUR",
        Billed = 206.00m,
        Exported = -0.0001m,
        Reason = "line one\nline two",
        ContractId = 29683001234567,
        Hash = "0012",
        RunId = "1e5",
        FirstRunId = "true",
        At = At,
    };

    private static readonly BillRow BillRow = new()
    {
        Month = Bills.October,
        Organization = Bills.Contoso with { CustomerNumber = null },
        Hash = "h1",
        Baseline = new BillBaseline("h1", "q1", "m1"),
        Repriced = true,
        Lines = 12,
        Billed = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["EUR"] = 79228162514264337593543950335m, ["USD"] = 0.0000000001m },
        RecordedAt = At,
        FailedHash = "h1",
    };

    private static IEnumerable<object> Records() =>
    [
        BillRow,
        SavedOutcome,
        SavedOutcome with { ContractId = null, Reason = "", Billed = 1e-28m, Exported = 0 },
        new CompanyMapping { OrganizationId = "c1", OrganizationName = "Contoso", CompanyId = null, Source = MappingSource.Operator, Problem = "none", ConfirmedAt = At },
        new CompanyMapping { OrganizationId = "007", OrganizationName = "1.50", CompanyId = 7, ConfirmedAt = At },
        new ContractMapping { SubscriptionKey = "s1", SubscriptionName = "n", ContractId = 1, Services = new Dictionary<string, long>(StringComparer.Ordinal) { ["p/1 #\"ü\""] = 11 } },
        new ContractMapping { SubscriptionKey = "s1", SubscriptionName = "n", ContractId = 1 },
        new WrittenUnits { SubscriptionKey = "s1", ContractServiceId = 11, Period = new DateOnly(2026, 10, 1), BillMonth = Bills.October, Units = 10, UnitPrice = 20.6000m, UnitCost = 16.9m, Closed = "posted", IsStatement = true },
        new Intent { StepKey = "charge:x", SubscriptionKey = "s1", Kind = StepKind.CreateCharge, BillHash = "h", StartedAt = At, State = IntentState.Accepted, ItemId = long.MaxValue, Amount = 812.4000m, CostAmount = 0m },
        new Intent { StepKey = "charge:x", SubscriptionKey = "s1", Kind = StepKind.AdjustUnits, BillHash = "h", StartedAt = At, State = IntentState.Open },
        new RunEntry(Bills.October, "c1", "h"),
        new Remembered("2026-10"),
        new Release("growth", "h", "Ada", "checked", At),
        new Approval("h", true, At, "Ada", "checked", At),
        new BillUndo { Month = Bills.October, OrganizationId = "c1", PlanId = "2026-10/c1/h", State = UndoState.Begun, Who = "Ada", Why = "wrong price", At = At, Problem = "It stopped: no answer" },
        new MonthWrites(Bills.October, "r1", "0e12"),
        new KeptProof { Month = Bills.October, RunId = "r1", Stamp = "0e12", OwnAt = At, ReadAt = At, Compared = 412, Differing = 1 },
        new KeptProof { Month = Bills.October, RunId = "r1", Stamp = "", Problem = "refused", TriedAt = At },
        new SubscriptionLock("s1", "Ada", "asked to", new DateOnly(2026, 12, 31)),
        new SubscriptionLock("s1", "Ada", "asked to", null),
        new AuditEntry { Who = "Ada", At = At, Action = "approve a plan", Subject = "2026-10/c1/h", Why = "checked", Result = "done" },
    ];

    [TestCaseSource(nameof(Records))]
    public async Task SaveAsync_EveryRecord_IsReadBackAsItWas(object record)
    {
        var read = await (Task<object>)typeof(TableTests).GetMethod(nameof(ThroughAsync), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(record.GetType()).Invoke(null, [record])!;

        Assert.That(Json(read), Is.EqualTo(Json(record)));
    }

    [Test]
    public void Records_CoverEveryTable() => Assert.That(
        Records().Select(record => record.GetType()).Distinct(),
        Is.EquivalentTo(typeof(ExportTables).GetProperties().Select(property => property.PropertyType.GetGenericArguments()[0])));

    [TestCase("a/b\\c#d?e%f")]
    [TestCase("100% ~ 'quoted' \"double\" & + =")]
    [TestCase("🙂 Größe 株式会社")]
    [TestCase(" leading and trailing ")]
    [TestCase("tab\tline\nnull\0")]
    [TestCase("")]
    public async Task SaveAsync_OddKey_FindsListsAndRemovesTheRow(string text) => await AssertKeyWorksAsync(text);

    [Test]
    public async Task SaveAsync_KeyOf600Characters_FindsListsAndRemovesTheRow()
    {
        await AssertKeyWorksAsync(new string('x', 600));
        await AssertKeyWorksAsync(string.Concat(Enumerable.Repeat("🙂", 300)));
        await AssertKeyWorksAsync("x" + string.Concat(Enumerable.Repeat("🙂", 300)));
    }

    [Test]
    public async Task SaveAllAsync_MoreThanOneTransactionHolds_WritesEveryRow()
    {
        var table = Table<Remembered>();

        await table.SaveAllAsync("p", Enumerable.Range(0, 250).Select(number => ($"{number:000}", new Remembered($"v{number}"))), CancellationToken.None);

        var rows = await table.ListAsync("p", CancellationToken.None);
        Assert.That(rows.Select(row => row.Value), Is.EqualTo(Enumerable.Range(0, 250).Select(number => $"v{number}")));
    }

    [Test]
    public async Task SaveAllAsync_NoRows_IsNothing()
    {
        var table = Table<Remembered>();

        await table.SaveAllAsync("p", [], CancellationToken.None);

        Assert.That(await table.ListAllAsync(CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task SaveAsync_ValueBecomesNull_IsGoneFromTheRow()
    {
        var table = Table<BillRow>();
        await table.SaveAsync("p", "r", BillRow, CancellationToken.None);

        await table.SaveAsync("p", "r", BillRow with { FailedHash = null }, CancellationToken.None);

        Assert.That((await table.FindAsync("p", "r", CancellationToken.None))!.FailedHash, Is.Null);
    }

    [Test]
    public async Task ListAsync_OtherPartitions_AreLeftOut()
    {
        var table = Table<Remembered>();
        await table.SaveAsync("it's", "r", new Remembered("one"), CancellationToken.None);
        await table.SaveAsync("other", "r", new Remembered("two"), CancellationToken.None);

        Assert.That((await table.ListAsync("it's", CancellationToken.None)).Single().Value, Is.EqualTo("one"));
        Assert.That(await table.ListAllAsync(CancellationToken.None), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ChangeAsync_RowWrittenByAnotherMeanwhile_KeepsBothChanges()
    {
        var table = Table<BillRow>();
        await table.SaveAsync("p", "r", BillRow, CancellationToken.None);
        var tries = 0;

        var found = await table.ChangeAsync(
            "p", "r",
            row =>
            {
                if (tries++ == 0)
                    table.SaveAsync("p", "r", row with { Hash = "h2" }, CancellationToken.None).GetAwaiter().GetResult();
                return row with { DoneHash = "h1" };
            },
            CancellationToken.None);

        var changed = (await table.FindAsync("p", "r", CancellationToken.None))!;
        Assert.That((found, tries, changed.Hash, changed.DoneHash), Is.EqualTo((true, 2, "h2", "h1")));
    }

    [Test]
    public async Task ChangeAsync_MissingRow_MakesNone()
    {
        var table = Table<Remembered>();

        Assert.That(await table.ChangeAsync("p", "r", row => row, CancellationToken.None), Is.False);
        await table.SaveAsync("p", "other", new Remembered("v"), CancellationToken.None);
        Assert.That(await table.ChangeAsync("p", "r", row => row, CancellationToken.None), Is.False);
        Assert.That(await table.ListAllAsync(CancellationToken.None), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task FindListAndRemove_TableNeverWritten_IsEmpty()
    {
        var table = Table<Remembered>();

        await table.RemoveAsync("p", "r", CancellationToken.None);

        Assert.That(await table.FindAsync("p", "r", CancellationToken.None), Is.Null);
        Assert.That(await table.ListAsync("p", CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task FindAndRemove_MissingRow_IsNoFailure()
    {
        var table = Table<Remembered>();
        await table.SaveAsync("p", "other", new Remembered("v"), CancellationToken.None);

        await table.RemoveAsync("p", "r", CancellationToken.None);

        Assert.That(await table.FindAsync("p", "r", CancellationToken.None), Is.Null);
    }

    private static async Task<object> ThroughAsync<T>(T record)
        where T : class
    {
        var table = Table<T>();
        await table.SaveAsync("p", "r", record, CancellationToken.None);
        return (await table.FindAsync("p", "r", CancellationToken.None))!;
    }

    private static async Task AssertKeyWorksAsync(string text)
    {
        var (table, key) = (Table<Remembered>(), TableKey.Of(text));
        await table.SaveAllAsync(key, [(key, new Remembered(text))], CancellationToken.None);

        Assert.That((await table.FindAsync(key, key, CancellationToken.None))?.Value, Is.EqualTo(text));
        Assert.That((await table.ListAsync(key, CancellationToken.None)).Single().Value, Is.EqualTo(text));
        await table.RemoveAsync(key, key, CancellationToken.None);
        Assert.That(await table.ListAllAsync(CancellationToken.None), Is.Empty);
    }

    private static Table<T> Table<T>()
        where T : class => new(new TableServiceClient(AzuriteFixture.ConnectionString), $"t{Guid.NewGuid():n}");

    private static string Json(object record) => JsonSerializer.Serialize(record, record.GetType(), StorageJson.Options);
}
