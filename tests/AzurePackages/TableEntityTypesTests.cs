using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.AzurePackages;

[Parallelizable(ParallelScope.All)]
public sealed class TableEntityTypesTests
{
    private static readonly DateTimeOffset Moment = new DateTimeOffset(2026, 10, 9, 4, 30, 15, TimeSpan.Zero).AddTicks(1234567);

    public enum Outcome
    {
        None,
        Created,
    }

    [Test]
    public async Task ClassOfEntities_EveryType_ComesBack()
    {
        var table = await TestTable.CreateAsync();
        var entity = new Everything
        {
            PartitionKey = "p",
            RowKey = "r",
            Text = "O'Neill \"é\" \r\n",
            Number = int.MinValue,
            Big = long.MaxValue,
            Whole = 5,
            Fraction = 0.1,
            Flag = true,
            Moment = Moment.ToOffset(TimeSpan.FromHours(2)),
            Utc = Moment.UtcDateTime,
            Id = Guid.NewGuid(),
            Bytes = [0, 255],
            Outcome = Outcome.Created,
            MaybeNumber = 3,
            MaybeLong = 4,
            MaybeMoment = Moment,
            MaybeFlag = false,
            MaybeOutcome = Outcome.Created,
            Renamed = "renamed",
            Ignored = "ignored",
        };
        await table.AddEntityAsync(entity);

        var stored = (await table.GetEntityAsync<Everything>("p", "r")).Value;
        var raw = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                stored,
                Is.EqualTo(entity).UsingPropertiesComparer(options => options.Excluding(nameof(Everything.Timestamp), nameof(Everything.ETag), nameof(Everything.Ignored))));
            Assert.That(stored.Ignored, Is.Null);
            Assert.That(stored.ETag, Is.EqualTo(raw.ETag));
            Assert.That(stored.Timestamp, Is.EqualTo(raw.Timestamp));
            Assert.That(stored.Utc.Kind, Is.EqualTo(DateTimeKind.Utc));
            Assert.That(raw.GetString("Name"), Is.EqualTo("renamed"));
            Assert.That(raw.ContainsKey("Renamed") || raw.ContainsKey("Ignored"), Is.False);
            Assert.That(raw.GetString("Outcome"), Is.EqualTo("Created"));
        }
    }

    [Test]
    public async Task ClassOfEntities_Nulls_ComeBackAsNull()
    {
        var table = await TestTable.CreateAsync();
        await table.AddEntityAsync(new Everything { PartitionKey = "p", RowKey = "r" });

        var stored = (await table.GetEntityAsync<Everything>("p", "r")).Value;
        var raw = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(stored.Text, Is.Null);
            Assert.That(stored.MaybeNumber, Is.Null);
            Assert.That(stored.MaybeMoment, Is.Null);
            Assert.That(stored.MaybeOutcome, Is.Null);
            Assert.That(raw.ContainsKey("Text"), Is.False);
        }
    }

    [Test]
    public async Task ClassOfEntities_NullOnMerge_KeepsWhatIsStored()
    {
        var table = await TestTable.CreateAsync();
        await table.AddEntityAsync(new Everything { PartitionKey = "p", RowKey = "r", Text = "kept" });

        await table.UpsertEntityAsync(new Everything { PartitionKey = "p", RowKey = "r", Number = 2 });

        var stored = (await table.GetEntityAsync<Everything>("p", "r")).Value;
        Assert.That((stored.Text, stored.Number), Is.EqualTo(("kept", 2)));
    }

    /// <summary>Azure.Data.Tables has no decimal: money is stored as text.</summary>
    [Test]
    public async Task ClassOfEntities_Decimal_IsLost()
    {
        var table = await TestTable.CreateAsync();
        await table.AddEntityAsync(new WithDecimal { PartitionKey = "p", RowKey = "r", Amount = 12.34m });

        Assert.That((await table.GetEntityAsync<WithDecimal>("p", "r")).Value.Amount, Is.Zero);
    }

    [Test]
    public async Task ClassOfEntities_LocalTime_IsRefused()
    {
        var table = await TestTable.CreateAsync();
        var entity = new Everything { PartitionKey = "p", RowKey = "r", Utc = new DateTime(2026, 10, 9, 0, 0, 0, DateTimeKind.Local) };

        await Assert.ThrowsAsync<NotSupportedException>(() => table.AddEntityAsync(entity));
    }

    [Test]
    public async Task TableEntity_EveryType_ComesBack()
    {
        var table = await TestTable.CreateAsync();
        var id = Guid.NewGuid();
        await table.AddEntityAsync(new TableEntity("p", "r")
        {
            ["Text"] = "text",
            ["Number"] = 12,
            ["Long"] = 12L,
            ["Fraction"] = 0.5,
            ["Flag"] = true,
            ["Moment"] = Moment,
            ["Id"] = id,
            ["Bytes"] = new byte[] { 1, 2 },
            ["Null"] = null,
        });

        var stored = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(stored.GetString("Text"), Is.EqualTo("text"));
            Assert.That(stored.GetInt32("Number"), Is.EqualTo(12));
            Assert.That(stored.GetInt64("Long"), Is.EqualTo(12));
            Assert.That(stored.GetDouble("Fraction"), Is.EqualTo(0.5));
            Assert.That(stored.GetBoolean("Flag"), Is.True);
            Assert.That(stored.GetDateTimeOffset("Moment"), Is.EqualTo(Moment));
            Assert.That(stored.GetDateTime("Moment"), Is.EqualTo(Moment.UtcDateTime));
            Assert.That(stored.GetGuid("Id"), Is.EqualTo(id));
            Assert.That(stored.GetBinary("Bytes"), Is.EqualTo(new byte[] { 1, 2 }));
            Assert.That(stored.ContainsKey("Null"), Is.False);
            Assert.That(stored["Missing"], Is.Null);
            Assert.That(() => stored.GetInt32("Text"), Throws.InvalidOperationException);
        }
    }

    public sealed class Everything : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public string? Text { get; set; }

        public int Number { get; set; }

        public long Big { get; set; }

        public double Whole { get; set; }

        public double Fraction { get; set; }

        public bool Flag { get; set; }

        public DateTimeOffset Moment { get; set; } = TableEntityTypesTests.Moment;

        public DateTime Utc { get; set; } = TableEntityTypesTests.Moment.UtcDateTime;

        public Guid Id { get; set; }

        public byte[]? Bytes { get; set; }

        public Outcome Outcome { get; set; }

        public int? MaybeNumber { get; set; }

        public long? MaybeLong { get; set; }

        public DateTimeOffset? MaybeMoment { get; set; }

        public bool? MaybeFlag { get; set; }

        public Outcome? MaybeOutcome { get; set; }

        [DataMember(Name = "Name")]
        public string? Renamed { get; set; }

        [IgnoreDataMember]
        public string? Ignored { get; set; }
    }

    public sealed class WithDecimal : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public decimal Amount { get; set; }
    }
}
